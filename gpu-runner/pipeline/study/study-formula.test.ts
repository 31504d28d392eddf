import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitRows } from '../../tensor/rows.ts';
import { drawRecipe } from '../draw-recipe.ts';
import { gamma, Subject, seed, tolerance } from '../formula.fixture.ts';
import type { Inputs } from '../input/given.ts';
import { blurred, farthest, mixture, type Picture, pngOf } from '../pictures.fixture.ts';
import { compiled } from '../testing.ts';

/*
 * What studies of a picture show beside it, against the course's formulas in float64.
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

async function picturesOf(technique: object): Promise<Picture[]> {
  const [digest] = inputs.keys();
  const recipe = compiled(subject.pipeline, { image: digest, seed, ...technique });
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
