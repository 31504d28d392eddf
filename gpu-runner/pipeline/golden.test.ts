import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestOf } from '@manifold/shared/image/digest';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { Technique, techniqueNames } from '@manifold/shared/recipe/technique';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { drawRecipe } from './draw-recipe.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';

/*
 * What every technique drew from one seed with the shipped digits: a change of the sampler's semantics shows here, and wants a
 * new `recipeVersion`. After such a change, or with new weights, GOLDENS=write writes the file anew.
 */

const file = new URL('./golden.json', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const example = (name: string) => new Uint8Array(readFileSync(pathOf(`../shared/examples/${name}`)));
/** A processor that rounds otherwise, or batches otherwise, is this near. */
const tolerance = 0.01;

interface Goldens {
  /** Of the bundle. */
  revision: string;
  /** By technique, of each picture the means of 7 x 7 blocks. */
  blocks: Record<string, number[][]>;
}

const [image, mask] = [example('digit.png'), example('digit-mask.png')];
const inputs = new Map([
  [await digestOf(image), image],
  [await digestOf(mask), mask],
]);
const [imageDigest, maskDigest] = [...inputs.keys()];
const picture = { image: imageDigest };

/** For three channels, or for another kind of bundle. */
const elsewhere = ['colour', 'colourise', 'denoise', 'upscale'];
const asked: Record<string, object> = {
  sample: { prompt: '7', steps: 10, count: 2 },
  anagram: { prompt: ['6', '9', '3'], view: ['rotate-180', 'jigsaw'], permutation: 3, steps: 10 },
  hybrid: { low: '3', high: '8', sigma: 4, steps: 10 },
  triple: { low: '3', middle: '1', high: '8', sigma: [1, 3], steps: 10 },
  motion: { moving: '1', still: '8', steps: 10 },
  scale: { prompt: ['3', '8'], weight: [0.4, 0.6], steps: 10 },
  edit: { ...picture, prompt: '8', start: 20 },
  inpaint: { ...picture, mask: maskDigest, prompt: '3', steps: 10 },
  'real-hybrid': { ...picture, keep: 'low', prompt: '3', sigma: 4, steps: 10 },
  noise: picture,
  blur: picture,
  'one-step': { ...picture, prompt: '5' },
  iterative: { ...picture, start: 25, every: 3, prompt: '5' },
  compare: { ...picture, t: [60], prompt: '5' },
  steps: { prompt: '7', steps: [2, 5] },
  guidance: { prompt: '7', guidance: [0, 5], steps: 5 },
};

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline(pathOf('bundles/mnist-class'), { threads: 1 });
});
afterAll(() => pipeline.close());

function recipeOf(technique: string): Recipe {
  const parsed = Technique.parse({ technique, bundle: 'mnist-class', seed: 7, ...asked[technique] });
  const prepared = prepareTechnique(parsed, pipeline.manifest, () => 0);
  if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
  return prepared.recipe;
}

async function blocksOf(technique: string): Promise<number[][]> {
  const drawing = drawRecipe(pipeline, recipeOf(technique), new AbortController().signal, inputs);
  let next = await drawing.next();
  while (!next.done) next = await drawing.next();
  return splitRows(next.value.pictures, 1).map(blockMeans);
}

/** The means of the blocks of 4 x 4 pixels of a picture [1, 1, 28, 28], to four places. */
function blockMeans({ data }: Tensor): number[] {
  const [blocks, side] = [7, 4];
  return Array.from({ length: blocks ** 2 }, (_, block) => {
    const [top, left] = [Math.floor(block / blocks) * side, (block % blocks) * side];
    const cells = Array.from(
      { length: side ** 2 },
      (_, i) => data[(top + Math.floor(i / side)) * 28 + left + (i % side)]!,
    );
    return Number((cells.reduce((sum, value) => sum + value, 0) / cells.length).toFixed(4));
  });
}

function readGoldens(): Goldens {
  return JSON.parse(readFileSync(file, 'utf8')) as Goldens;
}

async function writeGoldens(): Promise<void> {
  const blocks: Goldens['blocks'] = {};
  for (const technique of Object.keys(asked)) blocks[technique] = await blocksOf(technique);
  const goldens: Goldens = { revision: pipeline.manifest.revision, blocks };
  writeFileSync(file, `${JSON.stringify(goldens)}\n`);
}

describe('goldens', () => {
  it.runIf(process.env.GOLDENS === 'write')('are written', writeGoldens);

  it('are of every technique and of the bundle that is shipped', () => {
    expect(Object.keys(asked).sort()).toEqual(techniqueNames.filter((name) => !elsewhere.includes(name)).sort());
    expect(readGoldens().revision, 'write them anew: GOLDENS=write').toBe(pipeline.manifest.revision);
  });

  it.each(Object.keys(asked))('%s draws what it drew', async (technique) => {
    const [found, golden] = [await blocksOf(technique), readGoldens().blocks[technique]!];
    expect(found).toHaveLength(golden.length);
    const apart = found.flat().map((value, i) => Math.abs(value - golden.flat()[i]!));
    expect(Math.max(...apart)).toBeLessThan(tolerance);
  });
});
