import type { Recipe } from '@manifold/shared/recipe/recipe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forward } from '../diffusion/forward.ts';
import { alphaBarOf } from '../diffusion/schedule/alpha-bar.ts';
import { linearBetas } from '../diffusion/schedule/linear.ts';
import { tensor } from '../tensor/tensor.ts';
import { type Literal, Subject, tolerance } from './formula.fixture.ts';
import type { Inputs } from './input/given.ts';
import {
  average,
  blurred as blurredAt,
  farthest,
  flipped,
  minus,
  mirrored as mirroredAt,
  mixture,
  type Picture,
  plus,
  pngOf,
} from './pictures.fixture.ts';
import { run } from './testing.ts';

/*
 * Every technique against the course's formulas, written out pixel by pixel in float64 and evaluated a row at a time.
 */

const size = 28;
const pixels = size * size;
let subject: Subject;

beforeAll(async () => {
  subject = await Subject.ofDigits();
});
afterAll(() => subject.close());

const recipeOf = (technique: object) => subject.recipeOf(technique);
const noise: Subject['noise'] = (stream, t) => subject.noise(stream, t);
const epsOf = async (x: Picture, t: number, label: string) => (await subject.find(x, t, label)).eps;
const guided = async (x: Picture, t: number, label: string) => (await subject.guided(x, t, label)).eps;
const blurred = (x: Picture, sigma: number) => blurredAt(x, size, sigma);

/** The course's, whose variance is not learned. */
interface OfNoise extends Omit<Literal, 'estimate'> {
  estimate(x: Picture, t: number): Promise<Picture>;
}

function expectLiteral(recipe: Recipe, { estimate, ...rest }: OfNoise, inputs?: Inputs): Promise<void> {
  return subject.expectLiteral(recipe, { ...rest, estimate: async (x, t) => ({ eps: await estimate(x, t) }) }, inputs);
}

describe('the formula of the course', () => {
  it('of sampling: eps_u + gamma (eps_c - eps_u)', async () => {
    const recipe = recipeOf({ technique: 'sample', prompt: '7', steps: 5 });
    await expectLiteral(recipe, { x: noise('init', 240), estimate: (x, t) => guided(x, t, '7') });
  });

  it('of an anagram: (eps(x, p1) + flip eps(flip x, p2)) / 2', async () => {
    const recipe = recipeOf({ technique: 'anagram', prompt: ['6', '9'], steps: 5 });
    const estimate = async (x: Picture, t: number) =>
      average(await guided(x, t, '6'), flipped(await guided(flipped(x, size), t, '9'), size));
    await expectLiteral(recipe, { x: noise('init', 240), estimate });
  });
});

describe('with an input picture', () => {
  /** Grey values that PNG keeps exactly. */
  const bytes = Uint8Array.from({ length: pixels }, (_, i) => (i * 37) % 256);
  const image = Float64Array.from(bytes, (byte) => Math.fround(byte / 255));
  const isRedrawn = (i: number) => i % size >= 10;
  let inputs: Inputs;
  let picture: string | undefined;
  let mask: string | undefined;
  beforeAll(async () => {
    const files = [
      await pngOf(bytes, size),
      await pngOf(
        bytes.map((_, i) => (isRedrawn(i) ? 255 : 0)),
        size,
      ),
    ];
    inputs = new Map(files);
    [picture, mask] = [...inputs.keys()];
  });

  const noised: Subject['noised'] = (x, t, stream) => subject.noised(x, t, stream);
  const starts = Array.from({ length: 34 }, (_, i) => 297 - 9 * i);

  it.each([28, 31])('of an edit: from forward(image, t) at i_start %i', async (start) => {
    const recipe = recipeOf({ technique: 'edit', image: picture, prompt: '7', start });
    const t = starts[start]!;
    await expectLiteral(recipe, { x: noised(image, t, 'init'), estimate: (x, t) => guided(x, t, '7') }, inputs);
  });

  it('of an edit without a prompt: eps_u', async () => {
    const recipe = recipeOf({ technique: 'edit', image: picture, t: 100, steps: 4 });
    expect(recipe.schedule.timesteps).toEqual([100, 75, 50, 25]);
    await expectLiteral(recipe, { x: noised(image, 100, 'init'), estimate: (x, t) => epsOf(x, t, '') }, inputs);
  });

  it('of an edit at t = 0: forward(image, 0), exactly', async () => {
    const recipe = recipeOf({ technique: 'edit', image: picture, start: 33 });
    const { steps, pictures } = await run(subject.pipeline, recipe, inputs);
    const given = tensor([1, 1, size, size], Float32Array.from(image));
    const z = tensor(given.dims, Float32Array.from(noise('init', 0)));
    const alphaBars = alphaBarOf(linearBetas(300, 1e-4, 0.02));
    expect(steps).toEqual([]);
    expect(pictures).toEqual(forward(given, alphaBars[0]!, z));
  });

  it.each(['stop', 'clean'] as const)('of inpainting to %s: x_t <- m x_t + (1 - m) forward(x_orig, t)', async (end) => {
    const recipe = recipeOf({ technique: 'inpaint', image: picture, mask, prompt: '7' });
    const short = { ...recipe, schedule: { ...recipe.schedule, timesteps: [200, 120, 60, 0], end } };
    const after = (x: Picture, next: number | undefined) => {
      const known = next === undefined ? image : noised(image, next, 'hold');
      return x.map((value, i) => (isRedrawn(i) ? value : known[i]!));
    };
    await expectLiteral(short, { x: noise('init', 200), estimate: (x, t) => guided(x, t, '7'), after }, inputs);
  });

  it('of inpainting over clean pixels: (1 - m) image + m x, which leaves them as they were', async () => {
    const recipe = recipeOf({ technique: 'inpaint', image: picture, mask, prompt: '7', mode: 'clean', steps: 4 });
    const held = (x: Picture) => x.map((value, i) => (isRedrawn(i) ? value : image[i]!));
    const expected = {
      x: held(noise('init', 225)),
      estimate: (x: Picture, t: number) => guided(x, t, '7'),
      after: held,
    };
    await expectLiteral(recipe, expected, inputs);
    const { pictures } = await run(subject.pipeline, recipe, inputs);
    const kept = [...pictures.data.keys()].filter((i) => !isRedrawn(i));
    expect(kept.map((i) => pictures.data[i])).toEqual(kept.map((i) => image[i]));
  });

  it('of inpainting from a strength: the picture noised, and what is held clean, as diffusers begins', async () => {
    const asked = { technique: 'inpaint', image: picture, mask, prompt: '7', mode: 'clean', steps: 4, strength: 0.75 };
    const held = (x: Picture) => x.map((value, i) => (isRedrawn(i) ? value : image[i]!));
    const x = held(noised(image, 150, 'init'));
    await expectLiteral(recipeOf(asked), { x, estimate: (at, t) => guided(at, t, '7'), after: held }, inputs);
  });

  it('of an inverse problem: x_t = P(forward(image, t)) + (1 - P)(x_t) before each step', async () => {
    const plain = recipeOf({ technique: 'sample', prompt: '7', steps: 4 });
    const filter = { pass: 'low' as const, sigma: 2 };
    const recipe: Recipe = { ...plain, hold: { image: picture!, filter, fit: 'crop' } };
    const projected = (x: Picture, t: number) => plus(x, blurred(minus(noised(image, t, 'hold'), x), 2));
    const after = (x: Picture, next: number | undefined) => (next === undefined ? x : projected(x, next));
    const x = projected(noise('init', 225), 225);
    await expectLiteral(recipe, { x, estimate: (x, t) => guided(x, t, '7'), after }, inputs);
  });
});

describe('the formula of Factorized Diffusion', () => {
  const [p, q, r] = ['6', '9', '3'] as const;
  const start = () => noise('init', 240);

  it('of a hybrid: low(eps1) + high(eps2)', async () => {
    const recipe = recipeOf({ technique: 'hybrid', low: p, high: q, steps: 5 });
    const estimate = async (x: Picture, t: number) => {
      const [one, two] = [await guided(x, t, p), await guided(x, t, q)];
      return plus(blurred(one, 2), minus(two, blurred(two, 2)));
    };
    await expectLiteral(recipe, { x: start(), estimate });
  });

  it('of a triple hybrid: low, band and high', async () => {
    const recipe = recipeOf({ technique: 'triple', low: p, middle: q, high: r, sigma: [1, 3], steps: 5 });
    const estimate = async (x: Picture, t: number) => {
      const [one, two, three] = [await guided(x, t, p), await guided(x, t, q), await guided(x, t, r)];
      return plus(blurred(one, 3), minus(blurred(two, 1), blurred(two, 3)), minus(three, blurred(three, 1)));
    };
    await expectLiteral(recipe, { x: start(), estimate });
  });

  it('of motion: the mean along the diagonal, and the rest', async () => {
    const recipe = recipeOf({ technique: 'motion', moving: p, still: q, steps: 5 });
    const [stretch, edge] = [(7 * size) / 64, ((7 * size) / 64 - 3) / 2];
    const mirrored = (i: number) => mirroredAt(i, size);
    const along = (x: Picture) =>
      x.map((_, i) => {
        const at = (d: number) => x[mirrored(Math.floor(i / size) + d) * size + mirrored((i % size) + d)]!;
        return (at(-1) + at(0) + at(1) + edge * (at(-2) + at(2))) / stretch;
      });
    const estimate = async (x: Picture, t: number) => {
      const [one, two] = [await guided(x, t, p), await guided(x, t, q)];
      return plus(along(one), minus(two, along(two)));
    };
    await expectLiteral(recipe, { x: start(), estimate });
  });

  it('of weights: sum of w eps', async () => {
    const recipe = recipeOf({ technique: 'scale', prompt: [p, q], weight: [0.3, 0.7], steps: 5 });
    const estimate = async (x: Picture, t: number) => {
      const [one, two] = [await guided(x, t, p), await guided(x, t, q)];
      return mixture(0.3, one, 0.7, two);
    };
    await expectLiteral(recipe, { x: start(), estimate });
  });
});

describe('the same seed', () => {
  const drawn = async (technique: object) => {
    const { steps, pictures } = await run(subject.pipeline, recipeOf({ technique: 'sample', steps: 4, ...technique }));
    return { first: steps[0]!.xt, pictures };
  };

  it('is the same noise under another prompt, another guidance and another technique', async () => {
    const [one, other] = [await drawn({ prompt: '7' }), await drawn({ prompt: '3', guidance: -2 })];
    const anagram = await drawn({ technique: 'anagram', prompt: ['6', '9'] });
    expect(other.first).toEqual(one.first);
    expect(anagram.first).toEqual(one.first);
    expect(other.pictures).not.toEqual(one.pictures);
  });

  it('draws the same whatever the prompt at guidance 0, and whatever is avoided at guidance 1', async () => {
    const unconditional = await Promise.all(['7', '3'].map((prompt) => drawn({ prompt, guidance: 0 })));
    const conditional = await Promise.all(['', '3'].map((negative) => drawn({ prompt: '7', negative, guidance: 1 })));
    for (const [one, other] of [unconditional, conditional]) {
      expect(farthest(other!.pictures.data, Float64Array.from(one!.pictures.data))).toBeLessThan(tolerance);
    }
    expect(conditional[0]!.pictures).not.toEqual(unconditional[0]!.pictures);
  });
});

describe('an anagram', () => {
  it('of one prompt under the identity is the sample', async () => {
    const anagram = recipeOf({ technique: 'anagram', prompt: ['7', '7'], view: ['identity'], steps: 5 });
    await expectLiteral(anagram, { x: noise('init', 240), estimate: (x, t) => guided(x, t, '7') });
  });
});
