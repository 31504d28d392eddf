import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRecipe, manifest } from './arbitrary.ts';
import { compile } from './compile.ts';
import { rowsOf } from './cost.ts';
import { expressionOf, formulaOf } from './formula.ts';
import { Technique } from './technique.ts';

const recipeOf = (technique: object) => compile({ ...Technique.parse(technique), seed: 1 }, manifest);
const digest = 'ab'.repeat(32);

describe('formulaOf', () => {
  it('says what sampling computes', () => {
    expect(formulaOf(recipeOf({ technique: 'sample', prompt: '7', steps: 3, count: 2 }), manifest)).toEqual([
      'x ~ N(0, I)',
      'eps = eps(x; "7", 5)',
      'where eps(x; p, g) = eps(x; null) + g (eps(x; p) - eps(x; null))',
      'x0 = (x - sqrt(1 - abar) eps) / sqrt(abar)',
      "x' = sqrt(abar') b / (1 - abar) x0 + sqrt(a) (1 - abar') / (1 - abar) x + sigma z, a = abar / abar', b = 1 - a",
      'sigma^2 = b; 0 onto clean',
      't = 200, 100, 0, then clean',
      'cost: 2 samples x 3 evaluations x 1 prompt x 2 rows = 12 U-Net rows',
    ]);
  });

  it('says where an edit starts and what inpainting holds', () => {
    const [start] = formulaOf(recipeOf({ technique: 'edit', image: digest, t: 100 }), manifest);
    expect(start).toBe('x = sqrt(abar_100) image + sqrt(1 - abar_100) z, image abababababab');
    const lines = formulaOf(recipeOf({ technique: 'inpaint', image: digest, mask: digest, prompt: '7' }), manifest);
    const pictures = 'image abababababab, m abababababab made binary';
    const renoised = "after each step x' = m x' + (1 - m) (sqrt(abar') image + sqrt(1 - abar') z)";
    expect(lines[3]).toBe(`${renoised}, ${pictures}, its greys at the last step alone`);
    const clean = recipeOf({ technique: 'inpaint', image: digest, mask: digest, prompt: '7', mode: 'clean' });
    expect(formulaOf(clean, manifest)[3]).toBe(`before and after each step x = m x + (1 - m) image, ${pictures}`);
    expect(lines.at(-2)).toBe('t = 297, 288, 279, ..., 18, 9, then clean');
  });

  it('says which noise a study begins with, and how wide a blur is', () => {
    const steps = recipeOf({ technique: 'steps', prompt: '7', steps: [2, 3] });
    expect(formulaOf(steps, manifest)[0]).toBe('x ~ N(0, I), drawn as for t = 294');
    const blurred = (asked: object) => {
      const blur = recipeOf({ technique: 'blur', image: digest, t: [100], sigma: [2, 4], ...asked });
      return formulaOf(blur, manifest).find((line) => line.includes('blurred'));
    };
    expect(blurred({})).toMatch(/; blurred by low\[2 or 4\]$/);
    expect(blurred({ kernel: 33 })).toMatch(/; blurred by low\[2 or 4\], its kernel 33 wide$/);
  });

  it('says what a flow and a denoiser compute', () => {
    const sample = recipeOf({ technique: 'sample', prompt: '7', steps: 2 });
    expect(formulaOf(sample, { ...manifest, process: 'flow', trainTimesteps: 1000 }).slice(0, 5)).toEqual([
      'x ~ N(0, I)',
      'u = u(x; "7", 5)',
      'where u(x; p, g) = u(x; null) + g (u(x; p) - u(x; null))',
      'x0 = x + s u',
      "x' = x0 + (s' / s) (x - x0), s = (t + 1) / 1000",
    ]);
    const denoise = recipeOf({ technique: 'denoise', image: digest, sigma: [0.5] });
    const lines = formulaOf(denoise, { ...manifest, process: 'denoiser', trainTimesteps: 101 });
    expect(lines[0]).toBe('x = image + sigma_50 z, image abababababab');
    expect(lines).toContain('x0 = clean, sigma = t / 100');
    expect(lines.at(-1)).toBe('cost: 1 sample of 1 evaluation over 3 panels, 1 U-Net row in all');
  });

  it('says what a network of v-predictions and variances computes, and a second stage, which answers with the noise', () => {
    const upscale = { start: 'noise', noiseLevel: 50, guidance: 4 } as const;
    const recipe = recipeOf({ technique: 'sample', prompt: '7', steps: 2 });
    const two = { ...recipe, upscale: { ...upscale, schedule: recipe.schedule } };
    const lines = formulaOf(two, { ...manifest, prediction: 'velocity', variance: 'learned' });
    expect(lines.slice(1, 4)).toEqual([
      'v = v(x; "7", 5)',
      'where v(x; p, g) = v(x; null) + g (v(x; p) - v(x; null))',
      'x0 = sqrt(abar) x - sqrt(1 - abar) v',
    ]);
    const variance = "sigma^2 = b ((1 - abar') / (1 - abar))^(1 - f), f by the network; 0 onto clean";
    expect(lines.filter((line) => line === variance)).toHaveLength(2);
    expect(lines).toContain('eps as v above, of x and y together, every g = 4');
    expect(lines.at(-5)).toBe('x0 = (x - sqrt(1 - abar) eps) / sqrt(abar)');
    const held = { ...two, hold: { image: digest, mask: digest, fit: 'crop', mode: 'clean' } } as const;
    const saysHeld = (all: readonly string[]) =>
      all.slice(all.indexOf('x ~ N(0, I)', 1)).includes('held as above, at this size');
    expect([two, held].map((each) => saysHeld(formulaOf(each, manifest)))).toEqual([false, true]);
  });

  it('says what stands for null under a negative, in studies too', () => {
    const where = (technique: object) => formulaOf(recipeOf(technique), manifest)[2];
    const said = ', and eps(x; p not n, g) has n for null';
    expect(where({ technique: 'sample', prompt: '7' })).not.toContain(said);
    expect(where({ technique: 'sample', prompt: '7', negative: '1' })).toContain(said);
    expect(where({ technique: 'guidance', prompt: '7', negative: '1' })).toContain(said);
  });

  it('ends with the price', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        expect(formulaOf(recipe, manifest).at(-1)).toMatch(new RegExp(` = ${rowsOf(recipe)} U-Net rows$`));
      }),
    );
  });
});

describe('expressionOf', () => {
  it.each([
    [
      { technique: 'anagram', prompt: ['6', '9', '3'], view: ['flip', 'jigsaw'], permutation: 4, guidance: 2 },
      '(eps(x; "6", 2) + flip^-1(eps(flip(x); "9", 2)) + jigsaw[4]^-1(eps(jigsaw[4](x); "3", 2))) / 3',
    ],
    [{ technique: 'hybrid', low: '3', high: '8' }, 'low[2](eps(x; "3", 5)) + high[2](eps(x; "8", 5))'],
    [
      { technique: 'triple', low: '3', middle: '1', high: '8' },
      'low[2](eps(x; "3", 5)) + band[1, 2](eps(x; "1", 5)) + high[1](eps(x; "8", 5))',
    ],
    [{ technique: 'colour', grey: '3', colour: '8' }, 'grey(eps(x; "3", 5)) + colour(eps(x; "8", 5))'],
    [{ technique: 'motion', moving: '', still: '8' }, 'motion(eps(x; null, 5)) + still(eps(x; "8", 5))'],
    [
      { technique: 'scale', prompt: ['3', '8'], weight: [0.4, 0.6], negative: '1' },
      '0.4 (eps(x; "3" not "1", 5)) + 0.6 (eps(x; "8" not "1", 5))',
    ],
  ])('of %j', (technique, expected) => {
    expect(expressionOf(recipeOf(technique).estimate, 'x')).toBe(expected);
  });
});
