import { beforeAll, expect, it } from 'vitest';
import { type Bundle, readBundle } from '../bundle/bundle.ts';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import type { Model } from '../diffusion/estimate.ts';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import { splitRows } from '../tensor/rows.ts';
import { tensor } from '../tensor/tensor.ts';
import { compiled } from './testing.ts';
import { upscaleOf } from './upscale.ts';

/*
 * What the second stage makes of composed estimates, against the formulas of Geng et al. 2024 (arXiv:2311.17919, section 3, and
 * arXiv:2404.11615, section 3), written out pixel by pixel in float64. The model is a formula too, another one at every place and
 * under every prompt, of x_t and of the enlarged picture beside it.
 */

const [guidance, size] = [4, 32];
const pixels = size * size;
let bundle: Bundle;
beforeAll(async () => {
  bundle = await readBundle(await randomIfBundle());
});

type Picture = Float64Array;

const strengths: Record<string, number> = { '': 0.2, boat: 0.5, goat: 0.9 };

/** The noise [3, S, S] found in x [6, S, S] under a prompt: x_t and, in the last three channels, the enlarged picture. */
function epsOf(x: Picture, prompt: string): Picture {
  const strength = strengths[prompt]!;
  return Float64Array.from({ length: 3 * pixels }, (_, i) => {
    const place = (i % pixels) / pixels;
    return Math.sin(strength * x[i]! + place) + strength * place * x[3 * pixels + i]!;
  });
}

/** eps = eps_u + gamma (eps_c - eps_u). */
function guided(x: Picture, prompt: string): Picture {
  const [u, c] = [epsOf(x, ''), epsOf(x, prompt)];
  return u.map((value, i) => value + guidance * (c[i]! - value));
}

/** Each channel turned by a quarter turn clockwise, so many times. */
function turned(x: Picture, times: number): Picture {
  if (times === 0) return x;
  const once = x.map((_, i) => {
    const [channel, row, column] = [Math.floor(i / pixels), Math.floor((i % pixels) / size), i % size];
    return x[channel * pixels + (size - 1 - column) * size + row]!;
  });
  return turned(once, times - 1);
}

/** Each channel under the Gaussian over reflected edges; `sigma` is in pixels of a 64 px picture. */
function blurred(x: Picture, sigma: number): Picture {
  const scaled = (sigma * size) / 64;
  const radius = Math.ceil(8 * scaled);
  const mirrored = (i: number) => (i < 0 ? -i : i >= size ? 2 * size - 2 - i : i);
  const offsets = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const weights = offsets.map((d) => Math.exp(-(d ** 2) / (2 * scaled ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) ** 2;
  return x.map((_, i) => {
    const [channel, row, column] = [Math.floor(i / pixels), Math.floor((i % pixels) / size), i % size];
    let sum = 0;
    for (const [a, dy] of offsets.entries()) {
      const line = channel * pixels + mirrored(row + dy) * size;
      for (const [b, dx] of offsets.entries()) sum += weights[a]! * weights[b]! * x[line + mirrored(column + dx)]!;
    }
    return sum / total;
  });
}

/** Of each pixel the mean of its three channels. */
function grey(x: Picture): Picture {
  return x.map((_, i) => (x[i % pixels]! + x[pixels + (i % pixels)]! + x[2 * pixels + (i % pixels)]!) / 3);
}

it.each([
  {
    asked: { technique: 'anagram', prompt: ['boat', 'goat'], view: ['rotate-cw'] },
    literal: (x: Picture) => {
      const other = turned(guided(turned(x, 1), 'goat'), 3);
      return guided(x, 'boat').map((value, i) => (value + other[i]!) / 2);
    },
  },
  {
    asked: { technique: 'hybrid', low: 'boat', high: 'goat', sigma: 3 },
    literal: (x: Picture) => {
      const [low, high] = [guided(x, 'boat'), guided(x, 'goat')];
      const [lowPart, rest] = [blurred(low, 3), blurred(high, 3)];
      return high.map((value, i) => lowPart[i]! + value - rest[i]!);
    },
  },
  {
    asked: { technique: 'colour', grey: 'boat', colour: 'goat' },
    literal: (x: Picture) => {
      const [one, other] = [guided(x, 'boat'), guided(x, 'goat')];
      const [greyOfOne, greyOfOther] = [grey(one), grey(other)];
      return other.map((value, i) => greyOfOne[i]! + value - greyOfOther[i]!);
    },
  },
])('$asked.technique: what each prompt finds in both pictures is composed as in the first stage', async (each) => {
  const recipe = compiled(bundle, { seed: 1, upscale: true, upscaleGuidance: guidance, ...each.asked });
  const levels: number[] = [];
  let seen: Picture = new Float64Array();
  const modelAt = (noiseLevel: number): Model<string> => {
    levels.push(noiseLevel);
    return async (xt, _, prompts) => {
      const rows = splitRows(xt, 1).map(({ data }) => Float64Array.from(data));
      seen = rows[prompts.indexOf('boat')]!;
      const found = rows.flatMap((row, i) => [...epsOf(row, prompts[i]!)]);
      return { output: tensor([rows.length, 3, size, size], Float32Array.from(found)) };
    };
  };
  const stage = await upscaleOf(recipe, bundle, { inputs: new Map(), noise: undefined }, modelAt);
  const { start, strides, estimate } = stage!(normalTensor([1, 3, 16, 16], 2));
  const { output } = await estimate(start, strides[0]!.timestep);
  expect(levels).toEqual([250]);
  expect(seen.subarray(0, 3 * pixels)).toEqual(Float64Array.from(start.data));
  const literal = each.literal(seen);
  expect(Math.max(...output.data.map((value, i) => Math.abs(value - literal[i]!)))).toBeLessThan(1e-5);
});
