import type { Recipe } from '@manifold/shared/recipe/recipe';
import { expect } from 'vitest';
import { readBundle } from '../bundle/bundle.ts';
import type { PlacedNet } from '../bundle/kind.ts';
import { randomBundle } from '../bundle/random-bundle.fixture.ts';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import { readTokenizer } from '../bundle/tokenizer/t5-tokenizer.ts';
import { bundleSession } from '../runtime/inference.ts';
import type { Session } from '../runtime/session.ts';
import { normals, type Stream } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import type { Inputs } from './input/given.ts';
import { farthest, mixture, type Picture } from './pictures.fixture.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { compiled, run } from './testing.ts';

/*
 * For tests: the formulas that pictures are drawn by, written out in float64 over what the U-Net itself answers, a row at a time.
 */

export const [seed, gamma] = [11, 3];
export const tolerance = 1e-5;

/** What is found in x_t: the noise and, where the variance is learned, v. */
export interface Found {
  readonly eps: Picture;
  readonly v?: Picture;
}

/** What the U-Net finds in a picture under a prompt; the empty one is null. */
type Find = (x: Picture, t: number, prompt: string) => Promise<Found>;

export interface Literal {
  /** The picture that the first step begins with. */
  readonly x: Picture;
  estimate(x: Picture, t: number): Promise<Found>;
  /** What follows each step, onto timestep t' or, without one, onto the clean picture. */
  after?(x: Picture, next: number | undefined): Picture;
}

/**
 * alphaBar_t of a squared cosine over 1000 timesteps (Nichol and Dhariwal 2021, arXiv:2102.09672, equation 17), rounded to float32
 * as models are trained on it: 1 - alphaBar_0 would be another one by a thousandth.
 */
export function cosineAlphaBar(t: number): number {
  const f = (u: number) => Math.cos(((u / 1000 + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  let product = 1;
  for (let s = 0; s <= t; s++) product *= Math.fround(1 - Math.min(1 - f(s + 1) / f(s), 0.999));
  return Math.fround(product);
}

/** alphaBar_t of the course, part B: beta linear from 1e-4 to 0.02 over 300 timesteps. */
function linearAlphaBar(t: number): number {
  let product = 1;
  for (let s = 0; s <= t; s++) product *= 1 - (1e-4 + ((0.02 - 1e-4) * s) / 299);
  return product;
}

/** sqrt(alphaBar) image + sqrt(1 - alphaBar) z. */
export function noised(image: Picture, alphaBar: number, z: Picture): Picture {
  return mixture(Math.sqrt(alphaBar), image, Math.sqrt(1 - alphaBar), z);
}

/** The standard normal noise of the first sample. */
export function noise(stream: Stream, t: number, count: number): Picture {
  return Float64Array.from(normals({ seed, stream, sample: 0, timestep: t }, count));
}

/**
 * One step of the course's iterative denoising from x_t to x_t', of which alphaBar is `now` and `then`: the predicted x0, and x_t'.
 * The variance is beta or, with v, what lies between its bounds (Nichol and Dhariwal 2021, equation 15).
 */
export function literalStep(x: Picture, { eps, v }: Found, now: number, then: number, z: Picture) {
  const alpha = now / then;
  const beta = 1 - alpha;
  const least = Math.log(Math.max((beta * (1 - then)) / (1 - now), 1e-20));
  const x0 = x.map((value, i) => (value - Math.sqrt(1 - now) * eps[i]!) / Math.sqrt(now));
  const stepped = x.map((value, i) => {
    const mean = (Math.sqrt(then) * beta * x0[i]!) / (1 - now) + (Math.sqrt(alpha) * (1 - then) * value) / (1 - now);
    const share = v ? (v[i]! + 1) / 2 : 1;
    return mean + Math.sqrt(Math.exp(share * Math.log(beta) + (1 - share) * least)) * z[i]!;
  });
  return { x0, stepped };
}

/** A bundle of random weights, and its U-Net beside the pipeline. */
export class Subject {
  readonly pipeline: Pipeline;
  readonly alphaBar: (t: number) => number;
  readonly find: Find;
  readonly #sessions: readonly Session[];
  readonly #numbers: number;

  private constructor(pipeline: Pipeline, sessions: readonly Session[], find: Find, alphaBar: (t: number) => number) {
    this.pipeline = pipeline;
    this.alphaBar = alphaBar;
    this.find = find;
    this.#sessions = sessions;
    const { channels, size } = pipeline.manifest;
    this.#numbers = channels * size * size;
  }

  /** Digits under labels. */
  static async ofDigits(): Promise<Subject> {
    const directory = await randomBundle();
    const unet = await opened((await readBundle(directory)).unet);
    const find: Find = async (x, t, label) => {
      const { eps } = await unet.run({
        sample: tensor([1, 1, 28, 28], Float32Array.from(x)),
        timestep: tensor([1], Float32Array.of(t)),
        class: tensor(
          [1, 10],
          Float32Array.from({ length: 10 }, (_, i) => Number(String(i) === label)),
        ),
      });
      return { eps: Float64Array.from(eps!.data) };
    };
    return new Subject(await openPipeline(directory, { threads: 1 }), [unet], find, linearAlphaBar);
  }

  /** Pictures of 16 px under texts, of which the variance is learned. */
  static async ofTexts(): Promise<Subject> {
    const directory = await randomIfBundle();
    const { unet: placed, text } = await readBundle(directory);
    const [unet, encoder] = [await opened(placed), await opened(text!.encoder)];
    const tokenize = await readTokenizer(text!.tokenizer);
    const find: Find = async (x, t, prompt) => {
      const { ids, mask } = tokenize(prompt, text!.tokens);
      const row = (values: readonly number[]) => tensor([1, text!.tokens], Float32Array.from(values));
      const { last_hidden_state: states } = await encoder.run({ input_ids: row(ids), attention_mask: row(mask) });
      const { prediction } = await unet.run({
        sample: tensor([1, 3, 16, 16], Float32Array.from(x)),
        timestep: tensor([1], Float32Array.of(t)),
        encoder_hidden_states: states!,
      });
      const both = Float64Array.from(prediction!.data);
      return { eps: both.slice(0, x.length), v: both.slice(x.length) };
    };
    return new Subject(await openPipeline(directory, { threads: 1 }), [unet, encoder], find, cosineAlphaBar);
  }

  async close(): Promise<void> {
    await this.pipeline.close();
    for (const session of this.#sessions) await session.release();
  }

  /** Without thresholding, which is no part of the formulas. */
  recipeOf(technique: object): Recipe {
    const recipe = compiled(this.pipeline, { seed, guidance: gamma, ...technique });
    return { ...recipe, schedule: { ...recipe.schedule, clip: 'none' } };
  }

  noise(stream: Stream, t: number): Picture {
    return noise(stream, t, this.#numbers);
  }

  /** forward(image, t), with its noise. */
  noised(image: Picture, t: number, stream: Stream): Picture {
    return noised(image, this.alphaBar(t), this.noise(stream, t));
  }

  /** eps = eps_u + gamma (eps_c - eps_u); v is that under the prompt. */
  async guided(x: Picture, t: number, prompt: string): Promise<Found> {
    const [u, c] = [await this.find(x, t, ''), await this.find(x, t, prompt)];
    return { ...c, eps: mixture(1 - gamma, u.eps, gamma, c.eps) };
  }

  /** Takes each step from the picture that ours begins with, so that no difference of one adds to the next. */
  async expectLiteral(recipe: Recipe, { x, estimate, after = (x) => x }: Literal, inputs?: Inputs): Promise<void> {
    const { timesteps, end } = recipe.schedule;
    const { steps, pictures } = await run(this.pipeline, recipe, inputs);
    expect(steps.map(({ timestep }) => timestep)).toEqual(end === 'clean' ? timesteps : timesteps.slice(0, -1));
    expect(farthest(steps[0]!.xt.data, x)).toBeLessThan(tolerance);
    for (const [i, { xt, x0, timestep }] of steps.entries()) {
      const next = timesteps[i + 1];
      const begun = Float64Array.from(xt.data);
      const z = next === undefined ? new Float64Array(this.#numbers) : this.noise('step', timestep);
      const then = next === undefined ? 1 : this.alphaBar(next);
      const literal = literalStep(begun, await estimate(begun, timestep), this.alphaBar(timestep), then, z);
      expect(farthest(x0.data, literal.x0)).toBeLessThan(tolerance);
      const reached = steps[i + 1]?.xt ?? pictures;
      expect(farthest(reached.data, after(literal.stepped, next))).toBeLessThan(tolerance);
    }
  }
}

function opened({ net, directory, weights }: PlacedNet): Promise<Session> {
  return bundleSession(net, directory, weights, { threads: 1 });
}
