import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitRows } from '../../tensor/rows.ts';
import { drawRecipe } from '../draw-recipe.ts';
import { gamma, literalStep, Subject, seed, tolerance } from '../formula.fixture.ts';
import type { Inputs } from '../input/given.ts';
import { blurred, farthest, mixture, type Picture, pngOf } from '../pictures.fixture.ts';
import { compiled } from '../testing.ts';

/*
 * What studies show, against the course's formulas in float64.
 */

const size = 28;
const levels = Uint8Array.from({ length: size * size }, (_, i) => (i * 37) % 256);
const image = Float64Array.from(levels, (level) => level / 255);
const t = [60, 200] as const;
let subject: Subject;
let inputs: Inputs;
beforeAll(async () => {
  subject = await Subject.ofDigits();
  inputs = new Map([await pngOf(levels, size)]);
});
afterAll(() => subject.close());

function picturesOf(technique: object): Promise<Picture[]> {
  const [image] = inputs.keys();
  return drawn({ image, ...technique });
}

async function drawn(technique: object): Promise<Picture[]> {
  const recipe = compiled(subject.pipeline, { seed, ...technique });
  const drawing = drawRecipe(subject.pipeline, recipe, new AbortController().signal, inputs);
  let next = await drawing.next();
  while (!next.done) next = await drawing.next();
  return splitRows(next.value.pictures, 1).map(({ data }) => Float64Array.from(data));
}

function expectLiteral(found: readonly Picture[], literal: readonly Picture[]): void {
  expect(found).toHaveLength(literal.length);
  for (const [i, picture] of found.entries()) expect(farthest(picture, literal[i]!)).toBeLessThan(tolerance);
}

const noised = (at: number) => subject.noised(image, at, 'init');

it('noise: the picture, and forward(image, t)', async () => {
  expectLiteral(await picturesOf({ technique: 'noise', t }), [image, ...t.map(noised)]);
});

it('blur: forward(image, t) under a Gaussian', async () => {
  const rows = t.map((at) => [image, noised(at), blurred(noised(at), size, 2)]);
  expectLiteral(await picturesOf({ technique: 'blur', t, sigma: [2] }), rows.flat());
});

it('one-step: x0 = (x_t - sqrt(1 - alphaBar) eps) / sqrt(alphaBar)', async () => {
  const rows = t.map(async (at) => {
    const { eps } = await subject.guided(noised(at), at, '7');
    const [signal, noise] = [Math.sqrt(subject.alphaBar(at)), Math.sqrt(1 - subject.alphaBar(at))];
    return [image, noised(at), mixture(1 / signal, noised(at), -noise / signal, eps)];
  });
  const found = await picturesOf({ technique: 'one-step', t, prompt: '7', guidance: gamma });
  expectLiteral(found, (await Promise.all(rows)).flat());
});

/** Each picture from the one before it, over these timesteps and onto the clean picture: eps_u + scale (eps_c - eps_u), and a step. */
async function chainFrom(x: Picture, timesteps: readonly number[], scale = gamma): Promise<Picture[]> {
  const pictures = [x];
  for (const [i, at] of timesteps.entries()) {
    const begun = pictures.at(-1)!;
    const next = timesteps[i + 1];
    const [u, c] = [await subject.find(begun, at, ''), await subject.find(begun, at, '7')];
    const eps = mixture(1 - scale, u.eps, scale, c.eps);
    const [then, z] =
      next === undefined ? [1, begun.map(() => 0)] : [subject.alphaBar(next), subject.noise('step', at)];
    pictures.push(literalStep(begun, { eps }, subject.alphaBar(at), then, z).stepped);
  }
  return pictures;
}

it('iterative: forward(image, t), every n-th picture on the way, and the clean one', async () => {
  const pictures = await chainFrom(noised(36), [36, 27, 18, 9]);
  const found = await picturesOf({ technique: 'iterative', start: 29, every: 2, prompt: '7', guidance: gamma });
  expectLiteral(found, [image, pictures[0]!, pictures[2]!, pictures[4]!]);
});

it('compare: the noised picture, its blur, x0 of one step, and the end of many', async () => {
  const x = noised(20);
  const { x0 } = literalStep(x, await subject.guided(x, 20, '7'), subject.alphaBar(20), 1, x);
  const end = (await chainFrom(x, [20, 18, 9])).at(-1)!;
  const found = await picturesOf({ technique: 'compare', t: [20], sigma: [2], prompt: '7', guidance: gamma });
  expectLiteral(found, [image, x, blurred(x, size, 2), x0, end]);
});

it('steps: from the noise of t = 294, in so many steps each', async () => {
  const ends = [
    [299, 149],
    [200, 100, 0],
  ].map(async (over) => (await chainFrom(subject.noise('init', 294), over)).at(-1)!);
  expectLiteral(
    await drawn({ technique: 'steps', steps: [2, 3], prompt: '7', guidance: gamma }),
    await Promise.all(ends),
  );
});

it('guidance: eps_u + gamma (eps_c - eps_u), from the same noise at each gamma', async () => {
  const scales = [0, 1, 3];
  const ends = scales.map(async (scale) => (await chainFrom(subject.noise('init', 200), [200, 100, 0], scale)).at(-1)!);
  expectLiteral(
    await drawn({ technique: 'guidance', guidance: scales, prompt: '7', steps: 3 }),
    await Promise.all(ends),
  );
});
