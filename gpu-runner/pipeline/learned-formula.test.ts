import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Found, Subject } from './formula.fixture.ts';
import { average, blurred, farthest, grey, minus, type Picture, plus, pngOf, turned } from './pictures.fixture.ts';

/*
 * The course's part A on a process as it is there: of three channels, with a variance that is learned (Nichol and Dhariwal 2021,
 * arXiv:2102.09672, equation 15), of a composed estimate the mean of those under its prompts. Colour is by Geng et al. 2024
 * (arXiv:2404.11615, sections 3.6 and 4.3).
 */

const size = 16;
const pixels = size * size;
let subject: Subject;
beforeAll(async () => {
  subject = await Subject.ofTexts();
});
afterAll(() => subject.close());

/** x_T in three steps. */
const start = () => subject.noise('init', 666);
const negative = (x: Picture) => x.map((value) => -value);

it('the U-Net learns a variance that is another one from pixel to pixel and under another prompt', async () => {
  const [one, other] = [await subject.find(start(), 666, 'a boat'), await subject.find(start(), 666, 'a goat')];
  expect(farthest(one.v!, turned(one.v!, size, 1))).toBeGreaterThan(0.1);
  expect(farthest(one.v!, other.v!)).toBeGreaterThan(0.01);
});

it('an anagram: v is seen as eps is, but for the sign', async () => {
  const prompt = ['a boat', 'a goat', 'a coat'];
  const recipe = subject.recipeOf({ technique: 'anagram', prompt, view: ['rotate-cw', 'negate'], steps: 3 });
  const estimate = async (x: Picture, t: number): Promise<Found> => {
    const boat = await subject.guided(x, t, 'a boat');
    const goat = await subject.guided(turned(x, size, 1), t, 'a goat');
    const coat = await subject.guided(negative(x), t, 'a coat');
    return {
      eps: average(boat.eps, turned(goat.eps, size, 3), negative(coat.eps)),
      v: average(boat.v!, turned(goat.v!, size, 3), coat.v!),
    };
  };
  await subject.expectLiteral(recipe, { x: start(), estimate });
});

it('a hybrid: eps is filtered and v is not', async () => {
  const recipe = subject.recipeOf({ technique: 'hybrid', low: 'a boat', high: 'a goat', sigma: 3, steps: 3 });
  const estimate = async (x: Picture, t: number): Promise<Found> => {
    const [low, high] = [await subject.guided(x, t, 'a boat'), await subject.guided(x, t, 'a goat')];
    const rest = minus(high.eps, blurred(high.eps, size, 3));
    return { eps: plus(blurred(low.eps, size, 3), rest), v: average(low.v!, high.v!) };
  };
  await subject.expectLiteral(recipe, { x: start(), estimate });
});

it('colour: the grey of one estimate and what is left of another', async () => {
  const recipe = subject.recipeOf({ technique: 'colour', grey: 'a boat', colour: 'a goat', steps: 3 });
  const estimate = async (x: Picture, t: number): Promise<Found> => {
    const [one, other] = [await subject.guided(x, t, 'a boat'), await subject.guided(x, t, 'a goat')];
    return { eps: plus(grey(one.eps), minus(other.eps, grey(other.eps))), v: average(one.v!, other.v!) };
  };
  await subject.expectLiteral(recipe, { x: start(), estimate });
});

it('inpainting: x_t <- m x_t + (1 - m) forward(x_orig, t) after each step', async () => {
  const isRedrawn = (i: number) => i % size >= 6;
  const levels = Uint8Array.from({ length: 3 * pixels }, (_, i) => (i * 37) % 256);
  const image = Float64Array.from({ length: 3 * pixels }, (_, i) => {
    return levels[3 * (i % pixels) + Math.floor(i / pixels)]! / 127.5 - 1;
  });
  const redrawn = Uint8Array.from({ length: pixels }, (_, i) => (isRedrawn(i) ? 255 : 0));
  const inputs = new Map([await pngOf(levels, size), await pngOf(redrawn, size)]);
  const [picture, mask] = [...inputs.keys()];
  const recipe = subject.recipeOf({ technique: 'inpaint', image: picture, mask, prompt: 'a boat', steps: 3 });
  const after = (x: Picture, next: number | undefined) => {
    const known = next === undefined ? image : subject.noised(image, next, 'hold');
    return x.map((value, i) => (isRedrawn(i) ? value : known[i]!));
  };
  const estimate = (x: Picture, t: number) => subject.guided(x, t, 'a boat');
  await subject.expectLiteral(recipe, { x: start(), estimate, after }, inputs);
});

it('colourise: before each step the grey is that of the picture with noise, the colours are what the steps have made', async () => {
  const levels = Uint8Array.from({ length: 3 * pixels }, (_, i) => [0x40, 0x80, 0xc0][i % 3]!);
  const image = Float64Array.from(levels, (_, i) => [0x40, 0x80, 0xc0][Math.floor(i / pixels)]! / 127.5 - 1);
  const inputs = new Map([await pngOf(levels, size)]);
  const [picture] = inputs.keys();
  const recipe = subject.recipeOf({ technique: 'colourise', image: picture, prompt: 'a boat', steps: 3 });
  const held = (x: Picture, t: number) => plus(minus(x, grey(x)), grey(subject.noised(image, t, 'hold')));
  const after = (x: Picture, next: number | undefined) => (next === undefined ? x : held(x, next));
  const estimate = (x: Picture, t: number) => subject.guided(x, t, 'a boat');
  await subject.expectLiteral(recipe, { x: held(start(), 666), estimate, after }, inputs);
});
