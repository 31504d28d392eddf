import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Digest, digestOf } from '@manifold/shared/image/digest';
import { prepareRecipe } from '@manifold/shared/recipe/prepare';
import { Recipe } from '@manifold/shared/recipe/recipe';
import { readNumbers } from '../../gpu-runner/bundle/safetensors.ts';
import { openPipeline, type Pipeline } from '../../gpu-runner/pipeline/pipeline.ts';
import type { Tensor } from '../../gpu-runner/tensor/tensor.ts';
import { farthest, golden, parityProvider } from './golden.ts';

const directory = join(golden, 'pipelines');

/** A stage of a run as case.json has it; pictures are files beside the cases. */
interface Stage {
  readonly guidance: number;
  readonly timesteps: readonly number[];
  readonly image?: string;
  readonly mask?: string;
}

interface Case extends Stage {
  readonly prompt: string;
  readonly negative: string;
  readonly upscale?: Stage & { readonly noiseLevel: number };
}

/** The names of the runs of diffusers' pipelines that make.py recorded. */
export const wholeRuns = readdirSync(directory).filter((name) => existsSync(join(directory, name, 'case.json')));

/** Both stages as one bundle, opened; `close` removes it again. */
export async function openStages(): Promise<Pipeline> {
  const scratch = mkdtempSync(join(tmpdir(), 'parity-'));
  const bundle = join(scratch, 'stages');
  cpSync(join(directory, 'stage1'), bundle, { recursive: true });
  cpSync(join(directory, 'stage2'), join(bundle, 'stage2'), { recursive: true });
  const pipeline = await openPipeline(bundle, { provider: await parityProvider(), threads: 1 });
  const close = () => pipeline.close().finally(() => rmSync(scratch, { recursive: true }));
  return { ...pipeline, close };
}

/** The greatest |difference| of our finished pictures from the recorded ones, pixels from -1 to 1, after each stage. */
export async function differences(pipeline: Pipeline, name: string): Promise<Record<string, number>> {
  const asked: Case = JSON.parse(readFileSync(join(directory, name, 'case.json'), 'utf8'));
  const { upscale: _, ...small } = asked;
  const expected = await readNumbers(join(directory, name, 'expected.safetensors'));
  const found: Record<string, number> = { sample: await difference(pipeline, small, expected.sample!) };
  if (asked.upscale) found.upscaled = await difference(pipeline, asked, expected.upscaled!);
  return found;
}

async function difference(pipeline: Pipeline, asked: Case, expected: Tensor): Promise<number> {
  const noise = await readNumbers(join(directory, 'noise.safetensors'));
  const { recipe, inputs } = await recipeOf(pipeline, asked, expected.dims[0]!);
  const steps = pipeline.run(recipe, new AbortController().signal, inputs, noise);
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  const { dims, data } = next.value.pictures;
  if (dims.join() !== expected.dims.join()) throw new Error(`[${dims}] where [${expected.dims}] is expected`);
  return farthest(data, expected.data);
}

/** What diffusers was asked, as a recipe: an image to inpaint is where its pipelines start as well. */
async function recipeOf({ manifest }: Pipeline, asked: Case, count: number) {
  const { prompt, negative, guidance, image, mask, upscale } = asked;
  const inputs = new Map<Digest, Uint8Array>();
  const digest = async (file: string) => {
    const bytes = new Uint8Array(readFileSync(join(directory, file)));
    inputs.set(await digestOf(bytes), bytes);
    return digestOf(bytes);
  };
  const recipe = Recipe.parse({
    version: 1,
    bundle: { name: manifest.name, revision: manifest.revision },
    start: image ? { image: await digest(image), t: asked.timesteps[0] } : { noise: 'gaussian' },
    estimate: { prompt, negative, guidance },
    ...(image && mask && { hold: { image: await digest(image), mask: await digest(mask), mode: 'clean' } }),
    schedule: scheduleOf(asked, 1.5),
    ...(upscale && {
      upscale: {
        start: upscale.image ? 'image' : 'noise',
        schedule: scheduleOf(upscale, 1),
        guidance: upscale.guidance,
        noiseLevel: upscale.noiseLevel,
      },
    }),
    seed: 0,
    count,
  });
  const prepared = prepareRecipe(recipe, manifest);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.faults));
  return { recipe, inputs };
}

function scheduleOf({ timesteps }: Stage, max: number) {
  return { timesteps, end: 'clean', clip: { ratio: 0.95, max } };
}
