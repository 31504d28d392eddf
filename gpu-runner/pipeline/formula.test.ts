import { digestOf } from '@manifold/shared/image/digest';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { Technique } from '@manifold/shared/recipe/technique';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '../bundle/bundle.ts';
import { randomBundle } from '../bundle/random-bundle.fixture.ts';
import { forward } from '../diffusion/forward.ts';
import { alphaBarOf } from '../diffusion/schedule/alpha-bar.ts';
import { linearBetas } from '../diffusion/schedule/linear.ts';
import { bundleSession } from '../runtime/inference.ts';
import type { Session } from '../runtime/session.ts';
import { normals, type Stream } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import type { Inputs } from './input/given.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { run } from './testing.ts';

/*
 * Every technique against the course's formulas, written out pixel by pixel in float64 and evaluated a row at a time.
 */

const [seed, gamma, size] = [11, 3, 28];
const pixels = size * size;
let pipeline: Pipeline;
let unet: Session;

beforeAll(async () => {
  const directory = await randomBundle();
  pipeline = await openPipeline(directory, { threads: 1 });
  const placed = (await readBundle(directory)).unet;
  unet = await bundleSession(placed.net, placed.directory, placed.weights, { threads: 1 });
});
afterAll(() => Promise.all([pipeline.close(), unet.release()]));

type Picture = Float64Array;

function recipeOf(technique: object): Recipe {
  const parsed = Technique.parse({ bundle: pipeline.manifest.name, seed, guidance: gamma, ...technique });
  const prepared = prepareTechnique(parsed, pipeline.manifest, () => 0);
  if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
  return prepared.recipe;
}

/** alphaBar_t of the course, part B: beta linear from 1e-4 to 0.02 over 300 timesteps. */
function alphaBar(t: number): number {
  let product = 1;
  for (let s = 0; s <= t; s++) product *= 1 - (1e-4 + ((0.02 - 1e-4) * s) / 299);
  return product;
}

function noise(stream: Stream, t: number): Picture {
  return Float64Array.from(normals({ seed, stream, sample: 0, timestep: t }, pixels));
}

/** The U-Net's noise for one picture under one label; the empty one is null. */
async function epsOf(x: Picture, t: number, label: string): Promise<Picture> {
  const oneHot = Float32Array.from({ length: 10 }, (_, i) => Number(String(i) === label));
  const { eps } = await unet.run({
    sample: tensor([1, 1, size, size], Float32Array.from(x)),
    timestep: tensor([1], Float32Array.of(t)),
    class: tensor([1, 10], oneHot),
  });
  return Float64Array.from(eps!.data);
}

/** eps = eps_u + gamma (eps_c - eps_u). */
async function guided(x: Picture, t: number, label: string): Promise<Picture> {
  const [u, c] = [await epsOf(x, t, ''), await epsOf(x, t, label)];
  return u.map((value, i) => value + gamma * (c[i]! - value));
}

function flipped(x: Picture): Picture {
  return x.map((_, i) => x[(size - 1 - Math.floor(i / size)) * size + (i % size)]!);
}

/** The Gaussian over reflected edges as one double sum; `sigma` is in pixels of a 64 px picture. */
function blurred(x: Picture, sigma: number): Picture {
  const scaled = (sigma * size) / 64;
  const radius = Math.ceil(8 * scaled);
  const mirrored = (i: number) => (i < 0 ? -i : i >= size ? 2 * size - 2 - i : i);
  const offsets = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const weights = offsets.map((d) => Math.exp(-(d ** 2) / (2 * scaled ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) ** 2;
  return x.map((_, i) => {
    const rows = offsets.map((d) => mirrored(Math.floor(i / size) + d) * size);
    const columns = offsets.map((d) => mirrored((i % size) + d));
    const sum = rows.reduce(
      (sum, row, a) =>
        sum + columns.reduce((line, column, b) => line + weights[a]! * weights[b]! * x[row + column]!, 0),
      0,
    );
    return sum / total;
  });
}

interface Literal {
  /** The picture that the first step begins with. */
  readonly x: Picture;
  estimate(x: Picture, t: number): Promise<Picture>;
  /** What follows each step, onto timestep t' or, without one, onto the clean picture. */
  after?(x: Picture, next: number | undefined): Picture;
}

/** One step of the course's iterative denoising from x_t: the predicted x0, and x_t'. */
async function literalStep(x: Picture, t: number, next: number | undefined, estimate: Literal['estimate']) {
  const [now, then] = [alphaBar(t), next === undefined ? 1 : alphaBar(next)];
  const alpha = now / then;
  const beta = 1 - alpha;
  const eps = await estimate(x, t);
  const x0 = x.map((value, i) => (value - Math.sqrt(1 - now) * eps[i]!) / Math.sqrt(now));
  const z = next === undefined ? new Float64Array(pixels) : noise('step', t);
  const stepped = x.map((value, i) => {
    const mean = (Math.sqrt(then) * beta * x0[i]!) / (1 - now) + (Math.sqrt(alpha) * (1 - then) * value) / (1 - now);
    return mean + Math.sqrt(beta) * z[i]!;
  });
  return { x0, stepped };
}

const tolerance = 1e-5;

/** The greatest difference of two pictures. */
function farthest(a: Float32Array, b: Picture): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

/** Takes each step from the picture that ours begins with, so that no difference of one adds to the next. */
async function expectLiteral(
  recipe: Recipe,
  { x, estimate, after = (x) => x }: Literal,
  inputs?: Inputs,
): Promise<void> {
  const { timesteps, end } = recipe.schedule;
  const { steps, pictures } = await run(pipeline, recipe, inputs);
  expect(steps.map(({ timestep }) => timestep)).toEqual(end === 'clean' ? timesteps : timesteps.slice(0, -1));
  expect(farthest(steps[0]!.xt.data, x)).toBeLessThan(tolerance);
  for (const [i, { xt, x0 }] of steps.entries()) {
    const next = timesteps[i + 1];
    const literal = await literalStep(Float64Array.from(xt.data), timesteps[i]!, next, estimate);
    expect(farthest(x0.data, literal.x0)).toBeLessThan(tolerance);
    const reached = steps[i + 1]?.xt ?? pictures;
    expect(farthest(reached.data, after(literal.stepped, next))).toBeLessThan(tolerance);
  }
}

const average = (a: Picture, b: Picture) => a.map((value, i) => (value + b[i]!) / 2);

describe('the formula of the course', () => {
  it('of sampling: eps_u + gamma (eps_c - eps_u)', async () => {
    const recipe = recipeOf({ technique: 'sample', prompt: '7', steps: 5 });
    await expectLiteral(recipe, { x: noise('init', 240), estimate: (x, t) => guided(x, t, '7') });
  });

  it('of an anagram: (eps(x, p1) + flip eps(flip x, p2)) / 2', async () => {
    const recipe = recipeOf({ technique: 'anagram', prompt: ['6', '9'], steps: 5 });
    const estimate = async (x: Picture, t: number) =>
      average(await guided(x, t, '6'), flipped(await guided(flipped(x), t, '9')));
    await expectLiteral(recipe, { x: noise('init', 240), estimate });
  });
});

describe('with an input picture', () => {
  /** Grey values that PNG keeps exactly. */
  const bytes = Uint8Array.from({ length: pixels }, (_, i) => (i * 37) % 256);
  const image = Float64Array.from(bytes, (byte) => Math.fround(byte / 255));
  const isRedrawn = (i: number) => i % size >= 10;
  const inputs = new Map<string, Uint8Array>();
  let [picture, mask] = ['', ''];

  const asPng = async (grey: Uint8Array) => {
    const raw = { width: size, height: size, channels: 1 } as const;
    const file = new Uint8Array(await sharp(grey, { raw }).toColourspace('b-w').png().toBuffer());
    const digest = await digestOf(file);
    inputs.set(digest, file);
    return digest;
  };
  beforeAll(async () => {
    picture = await asPng(bytes);
    mask = await asPng(bytes.map((_, i) => (isRedrawn(i) ? 255 : 0)));
  });

  const noised = (t: number, z: Picture) =>
    image.map((value, i) => Math.sqrt(alphaBar(t)) * value + Math.sqrt(1 - alphaBar(t)) * z[i]!);
  const starts = Array.from({ length: 34 }, (_, i) => 297 - 9 * i);

  it.each([28, 31])('of an edit: from forward(image, t) at i_start %i', async (start) => {
    const recipe = recipeOf({ technique: 'edit', image: picture, prompt: '7', start });
    const t = starts[start]!;
    await expectLiteral(recipe, { x: noised(t, noise('init', t)), estimate: (x, t) => guided(x, t, '7') }, inputs);
  });

  it('of an edit without a prompt: eps_u', async () => {
    const recipe = recipeOf({ technique: 'edit', image: picture, t: 100, steps: 4 });
    expect(recipe.schedule.timesteps).toEqual([100, 75, 50, 25]);
    await expectLiteral(recipe, { x: noised(100, noise('init', 100)), estimate: (x, t) => epsOf(x, t, '') }, inputs);
  });

  it('of an edit at t = 0: forward(image, 0), exactly', async () => {
    const recipe = recipeOf({ technique: 'edit', image: picture, start: 33 });
    const { steps, pictures } = await run(pipeline, recipe, inputs);
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
      const known = next === undefined ? image : noised(next, noise('hold', next));
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
    const { pictures } = await run(pipeline, recipe, inputs);
    const kept = [...pictures.data.keys()].filter((i) => !isRedrawn(i));
    expect(kept.map((i) => pictures.data[i])).toEqual(kept.map((i) => image[i]));
  });

  it('of inpainting from a strength: the picture noised, and what is held clean, as diffusers begins', async () => {
    const asked = { technique: 'inpaint', image: picture, mask, prompt: '7', mode: 'clean', steps: 4, strength: 0.75 };
    const held = (x: Picture) => x.map((value, i) => (isRedrawn(i) ? value : image[i]!));
    const x = held(noised(150, noise('init', 150)));
    await expectLiteral(recipeOf(asked), { x, estimate: (at, t) => guided(at, t, '7'), after: held }, inputs);
  });

  it('of an inverse problem: x_t = P(forward(image, t)) + (1 - P)(x_t) before each step', async () => {
    const plain = recipeOf({ technique: 'sample', prompt: '7', steps: 4 });
    const filter = { pass: 'low' as const, sigma: 2 };
    const recipe: Recipe = { ...plain, hold: { image: picture, filter, fit: 'crop' } };
    const projected = (x: Picture, t: number) => {
      const apart = noised(t, noise('hold', t)).map((value, i) => value - x[i]!);
      return blurred(apart, 2).map((value, i) => x[i]! + value);
    };
    const after = (x: Picture, next: number | undefined) => (next === undefined ? x : projected(x, next));
    const x = projected(noise('init', 225), 225);
    await expectLiteral(recipe, { x, estimate: (x, t) => guided(x, t, '7'), after }, inputs);
  });
});

describe('the formula of Factorized Diffusion', () => {
  const [p, q, r] = ['6', '9', '3'] as const;
  const minus = (a: Picture, b: Picture) => a.map((value, i) => value - b[i]!);
  const plus = (...all: Picture[]) => all[0]!.map((_, i) => all.reduce((sum, one) => sum + one[i]!, 0));
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
    const mirrored = (i: number) => (i < 0 ? -i : i >= size ? 2 * size - 2 - i : i);
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
      return one.map((value, i) => 0.3 * value + 0.7 * two[i]!);
    };
    await expectLiteral(recipe, { x: start(), estimate });
  });
});

describe('the same seed', () => {
  const drawn = async (technique: object) => {
    const { steps, pictures } = await run(pipeline, recipeOf({ technique: 'sample', steps: 4, ...technique }));
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
