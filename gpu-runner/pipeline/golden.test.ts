import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestOf } from '@manifold/shared/image/digest';
import { techniqueNames } from '@manifold/shared/recipe/technique';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { drawRecipe } from './draw-recipe.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { compiled } from './testing.ts';

/*
 * What every technique drew from one seed with the shipped bundles: a change of the sampler's semantics shows here, and wants a
 * new `recipeVersion`. After such a change, or with new weights, GOLDENS=write writes the file anew, all of it or, with
 * `-t 'goldens of NAME'`, that of one bundle.
 */

const file = new URL('./golden.json', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const example = (name: string) => new Uint8Array(readFileSync(pathOf(`../shared/examples/${name}`)));
/** A processor that rounds otherwise, or batches otherwise, is this near. */
const tolerance = 0.01;

interface Goldens {
  /** Of the bundle. */
  revision: string;
  /** By technique, of each picture the means of its blocks. */
  blocks: Record<string, number[][]>;
}

const [digit, mask, drawing] = [example('digit.png'), example('digit-mask.png'), example('drawing.png')];
const inputs = new Map([
  [await digestOf(digit), digit],
  [await digestOf(mask), mask],
  [await digestOf(drawing), drawing],
]);
const [digitDigest, maskDigest, drawingDigest] = [...inputs.keys()];
const picture = { image: digitDigest };

/** By bundle: how many blocks the side of a picture is divided into, and what is asked of each technique. */
const tables: Record<string, { blocks: number; asked: Record<string, object> }> = {
  'mnist-class': {
    blocks: 7,
    asked: {
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
    },
  },
  // Three channels, texts, and a network that predicts v and learns its variance.
  'if-tiny': {
    blocks: 8,
    asked: {
      sample: { prompt: 'a red apple', guidance: 3, steps: 2 },
      hybrid: { low: 'a red apple', high: 'a robot', guidance: 3, steps: 2 },
      colour: { grey: 'a robot', colour: 'a red apple', guidance: 3, steps: 2 },
      colourise: { image: drawingDigest, prompt: 'a pencil drawing of a house', guidance: 3, steps: 2 },
      upscale: { image: drawingDigest, prompt: 'a pencil drawing of a house', guidance: 3, steps: 2 },
    },
  },
  'mnist-denoiser': { blocks: 7, asked: { denoise: { ...picture, sigma: [0.3, 0.6] } } },
};

/** The means of the blocks of a picture [1, C, S, S], `count` a side in each channel, to four places. */
function blockMeans({ dims, data }: Tensor, count: number): number[] {
  const [, channels, size] = dims as [number, number, number];
  const side = size / count;
  return Array.from({ length: channels * count ** 2 }, (_, block) => {
    const [row, column] = [Math.floor(block / count), block % count];
    const first = row * side * size + column * side;
    const cells = Array.from({ length: side ** 2 }, (_, i) => data[first + Math.floor(i / side) * size + (i % side)]!);
    return Number((cells.reduce((sum, value) => sum + value, 0) / cells.length).toFixed(4));
  });
}

function readGoldens(): Record<string, Goldens> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Goldens>;
}

it('there are goldens of every technique', () => {
  const names = Object.values(tables).flatMap(({ asked }) => Object.keys(asked));
  expect([...new Set(names)].sort()).toEqual([...techniqueNames].sort());
});

describe.each(Object.entries(tables))('the goldens of %s', (bundle, { blocks, asked }) => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await openPipeline(pathOf(`bundles/${bundle}`), { threads: 1 });
  });
  afterAll(() => pipeline.close());

  async function blocksOf(technique: string): Promise<number[][]> {
    const recipe = compiled(pipeline, { technique, seed: 7, ...asked[technique] });
    const drawing = drawRecipe(pipeline, recipe, new AbortController().signal, inputs);
    let next = await drawing.next();
    while (!next.done) next = await drawing.next();
    return splitRows(next.value.pictures, 1).map((drawn) => blockMeans(drawn, blocks));
  }

  it.runIf(process.env.GOLDENS === 'write')('are written', async () => {
    const found: Goldens['blocks'] = {};
    for (const technique of Object.keys(asked)) found[technique] = await blocksOf(technique);
    const goldens: Goldens = { revision: pipeline.manifest.revision, blocks: found };
    writeFileSync(file, `${JSON.stringify({ ...readGoldens(), [bundle]: goldens })}\n`);
  });

  it('are of the bundle that is shipped', () => {
    expect(readGoldens()[bundle]?.revision, 'write them anew: GOLDENS=write').toBe(pipeline.manifest.revision);
  });

  it.each(Object.keys(asked))('are what is drawn: %s', async (technique) => {
    const [found, golden] = [await blocksOf(technique), readGoldens()[bundle]!.blocks[technique]!];
    expect(found.map(({ length }) => length)).toEqual(golden.map(({ length }) => length));
    const apart = found.flat().map((value, i) => Math.abs(value - golden.flat()[i]!));
    expect(Math.max(...apart)).toBeLessThan(tolerance);
  });
});
