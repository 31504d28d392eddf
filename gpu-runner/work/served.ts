import { bundlesAtMost, trainedAtMost } from '@manifold/shared/protocol/lease';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** Bundles that are served beside those that were trained. */
export const givenAtMost = bundlesAtMost - trainedAtMost;

/** The pipelines that a runner serves. One that is served no longer is closed once nothing is sampled with it any more. */
export class Served {
  #given: readonly Pipeline[];
  #trained: readonly Pipeline[];
  readonly #running = new Map<Promise<unknown>, Pipeline>();
  readonly #closing: Promise<void>[] = [];

  /** `trained` are those that were trained, oldest first. */
  constructor(given: readonly Pipeline[], trained: readonly Pipeline[] = []) {
    this.#given = given;
    this.#trained = trained;
  }

  get pipelines(): readonly Pipeline[] {
    return [...this.#given, ...this.#trained];
  }

  /** Serves one that was trained, in place of another of its name and of the oldest beyond `trainedAtMost`. */
  add(pipeline: Pipeline): void {
    const before = this.pipelines;
    const isOther = ({ manifest }: Pipeline) => manifest.name !== pipeline.manifest.name;
    this.#given = this.#given.filter(isOther);
    this.#trained = [...this.#trained.filter(isOther), pipeline].slice(-trainedAtMost);
    const left = before.filter((one) => !this.pipelines.includes(one));
    this.#closing.push(...left.map((one) => this.#closeAfterUse(one)));
  }

  /** Has those that were trained stand in this order, oldest first; others are older. */
  order(oldestFirst: readonly Recipe['bundle'][]): void {
    const ages = new Map(oldestFirst.map(({ revision }, age) => [revision, age]));
    const ageOf = ({ manifest }: Pipeline) => ages.get(manifest.revision) ?? -1;
    this.#trained = this.#trained.toSorted((a, b) => ageOf(a) - ageOf(b));
  }

  has(bundle: Recipe['bundle']): boolean {
    return this.#find(bundle) !== undefined;
  }

  /** Does `work` with the pipeline of a bundle, which stays open meanwhile; undefined where the bundle is not served. */
  use<T>(bundle: Recipe['bundle'], work: (pipeline: Pipeline) => Promise<T>): Promise<T> | undefined {
    const pipeline = this.#find(bundle);
    if (!pipeline) return undefined;
    const running = work(pipeline).finally(() => this.#running.delete(running));
    this.#running.set(running, pipeline);
    return running;
  }

  /** Closes all of them; what still runs rejects. */
  async close(): Promise<void> {
    await Promise.all([...this.#closing, ...this.pipelines.map((pipeline) => pipeline.close())]);
  }

  #find({ name, revision }: Recipe['bundle']): Pipeline | undefined {
    return this.pipelines.find(({ manifest }) => manifest.name === name && manifest.revision === revision);
  }

  async #closeAfterUse(pipeline: Pipeline): Promise<void> {
    await Promise.allSettled([...this.#running].flatMap(([work, used]) => (used === pipeline ? [work] : [])));
    await pipeline.close();
  }
}
