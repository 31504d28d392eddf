import { beforeAll, expect, it } from 'vitest';
import { type Bundle, readBundle } from '../bundle/bundle.ts';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import type { Model } from '../diffusion/estimate.ts';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import { splitRows } from '../tensor/rows.ts';
import { tensor } from '../tensor/tensor.ts';
import { average, blurred, farthest, grey, minus, type Picture, plus, turned } from './pictures.fixture.ts';
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

it.each([
  {
    asked: { technique: 'anagram', prompt: ['boat', 'goat'], view: ['rotate-cw'] },
    literal: (x: Picture) => {
      const other = turned(guided(turned(x, size, 1), 'goat'), size, 3);
      return average(guided(x, 'boat'), other);
    },
  },
  {
    asked: { technique: 'hybrid', low: 'boat', high: 'goat', sigma: 3 },
    literal: (x: Picture) => {
      const [low, high] = [guided(x, 'boat'), guided(x, 'goat')];
      const [lowPart, rest] = [blurred(low, size, 3), blurred(high, size, 3)];
      return plus(lowPart, minus(high, rest));
    },
  },
  {
    asked: { technique: 'colour', grey: 'boat', colour: 'goat' },
    literal: (x: Picture) => {
      const [one, other] = [guided(x, 'boat'), guided(x, 'goat')];
      const [greyOfOne, greyOfOther] = [grey(one), grey(other)];
      return plus(greyOfOne, minus(other, greyOfOther));
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
  expect(farthest(output.data, each.literal(seen))).toBeLessThan(1e-5);
});
