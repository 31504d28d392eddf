import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTechnique, upscaling as manifest } from './arbitrary.ts';
import { checkRecipe } from './check.ts';
import { compile, seeded } from './compile.ts';
import { priceOf, stepsOf } from './cost.ts';
import { decompile } from './decompile.ts';
import { formulaOf } from './formula.ts';
import { prepareTechnique } from './prepare.ts';
import { Recipe } from './recipe.ts';
import { Technique } from './technique.ts';

const digest = 'ab'.repeat(32);
/** The dearest techniques cost nearly all that a recipe may, which leaves nothing for a second stage. */
const affordable = anyTechnique.map(
  (technique) => ({ ...technique, count: Math.min(technique.count, 4) }) as Technique,
);
const prepared = (technique: object, on = manifest) => prepareTechnique(Technique.parse(technique), on, () => 1);

function recipeOf(technique: object): Recipe {
  const made = prepared(technique);
  if (!made.ok) throw new Error(made.faults[0]!.detail);
  return made.recipe;
}

describe('the second stage of a technique', () => {
  it("is of the bundle's defaults, from pure noise", () => {
    const { upscale } = recipeOf({ technique: 'sample', prompt: '7', upscale: true });
    expect(upscale).toEqual({
      start: 'noise',
      schedule: {
        timesteps: [900, 800, 700, 600, 500, 400, 300, 200, 100, 0],
        end: 'clean',
        clip: { ratio: 0.95, max: 1 },
      },
      guidance: 4,
      noiseLevel: 250,
    });
    expect(recipeOf({ technique: 'sample', prompt: '7', upscale: true, noiseLevel: 50 }).upscale!.noiseLevel).toBe(50);
    expect(recipeOf({ technique: 'sample', prompt: '7', upscale: false }).upscale).toBeUndefined();
  });

  it('is as it is asked for', () => {
    const asked = { upscale: true, upscaleSteps: 4, upscaleGuidance: 1, noiseLevel: 50 };
    const told = { guidance: 1, noiseLevel: 50 };
    const sample = recipeOf({ technique: 'sample', prompt: '7', guidance: 3, ...asked });
    expect(sample.upscale).toMatchObject({ ...told, schedule: { timesteps: [750, 500, 250, 0] } });
    expect(sample.estimate).toMatchObject({ guidance: 3 });
    const edit = recipeOf({ technique: 'edit', image: digest, ...asked });
    expect(edit.upscale).toMatchObject({ ...told, schedule: { timesteps: [500, 250, 0] } });
    const inpaint = recipeOf({ technique: 'inpaint', image: digest, mask: digest, ...asked });
    expect(inpaint.upscale).toMatchObject({ ...told, schedule: { timesteps: [500, 250, 0] } });
    const few = [1, 2].map((upscaleSteps) => recipeOf({ technique: 'sample', prompt: '7', ...asked, upscaleSteps }));
    expect(few.map(({ upscale }) => upscale!.schedule.timesteps)).toEqual([[999], [999, 499]]);
  });

  it('starts an edit and an inpainting from the picture, with four fifths of its noise', () => {
    const edit = recipeOf({ technique: 'edit', image: digest, upscale: true }).upscale!;
    expect([edit.start, edit.schedule.timesteps[0], edit.schedule.timesteps.length]).toEqual(['image', 700, 8]);
    const inpaint = recipeOf({ technique: 'inpaint', image: digest, mask: digest, upscale: true }).upscale!;
    expect([inpaint.start, inpaint.noiseLevel]).toEqual(['image', 0]);
  });

  it('of an inpainting has twice the usual timesteps, of those that there are, and can be paid for', () => {
    const asked = { technique: 'inpaint', image: digest, mask: digest, upscale: true, count: 16 };
    const made = (trainTimesteps: number) => {
      const stage = { ...manifest.upscale!, trainTimesteps, defaults: { ...manifest.upscale!.defaults, steps: 50 } };
      const inpaint = prepared(asked, { ...manifest, upscale: stage });
      return inpaint.ok ? inpaint.recipe.upscale!.schedule.timesteps : inpaint.faults;
    };
    expect(made(1000)).toEqual(Array.from({ length: 80 }, (_, i) => 790 - 10 * i));
    expect(made(60)).toEqual(Array.from({ length: 48 }, (_, i) => 47 - i));
  });

  it('is all that a picture of one’s own takes', () => {
    const recipe = recipeOf({ technique: 'upscale', image: digest, prompt: '7', steps: 4, guidance: 2, noiseLevel: 9 });
    expect(stepsOf(recipe)).toBe(4);
    expect(recipe.start).toEqual({ image: digest, fit: 'crop', t: 0 });
    expect(recipe.upscale).toMatchObject({ guidance: 2, noiseLevel: 9, start: 'noise' });
  });

  it('fits the bundle, is priced, explained and told again', () => {
    fc.assert(
      fc.property(affordable, (technique) => {
        const asked =
          'upscale' in Technique.parse({ ...technique, upscale: true }) ? { ...technique, upscale: true } : technique;
        const recipe = compile(
          seeded(asked as Technique, () => 0),
          manifest,
        );
        expect(Recipe.parse(recipe)).toEqual(recipe);
        expect(checkRecipe(recipe, manifest)).toEqual([]);
        const { first, second } = priceOf(recipe);
        const cost = formulaOf(recipe, manifest).at(-1);
        expect(cost).toContain(`= ${first} U-Net rows; in the second stage `);
        expect(cost).toContain(` x 10 evaluations x `);
        expect(cost).toContain(` = ${second}, dearer by far`);
        const told = decompile(recipe);
        expect(told ? compile(told, manifest) : recipe).toEqual(recipe);
      }),
    );
  });

  it.each([
    [{ technique: 'sample', prompt: '7', noiseLevel: 5 }, '/noiseLevel', 'ask for upscale as well'],
    [{ technique: 'sample', prompt: '7', upscaleSteps: 5 }, '/upscaleSteps', 'ask for upscale as well'],
    [{ technique: 'sample', prompt: '7', upscaleGuidance: 5 }, '/upscaleGuidance', 'ask for upscale as well'],
    [{ technique: 'sample', prompt: '7', upscale: true, noiseLevel: 1000 }, '/noiseLevel', 'must be at most 999'],
    [
      { technique: 'edit', image: digest, upscale: true, upscaleSteps: 3 },
      '/upscaleSteps',
      'the last four fifths of 3 are too few to draw anew what the first stage drew; ask for 4 at least',
    ],
    [
      { technique: 'inpaint', image: digest, mask: digest, upscale: true, upscaleSteps: 1 },
      '/upscaleSteps',
      'ask for 4 at least',
    ],
    [
      { technique: 'edit', image: digest, start: [1, 5], upscale: true },
      '/upscale',
      'leave this out or take one start',
    ],
  ])('is refused in %j', (technique, pointer, detail) => {
    const made = prepared(technique);
    expect(made).toMatchObject({ ok: false, faults: [{ pointer, detail: expect.stringContaining(detail) }] });
  });

  it.each([
    [{ technique: 'sample', prompt: '7', upscale: true, upscaleSteps: 1000 }, '/upscaleSteps'],
    [{ technique: 'edit', image: digest, t: 9, upscale: true, upscaleSteps: 1000 }, '/upscaleSteps'],
    [{ technique: 'upscale', image: digest, steps: 1000 }, '/steps'],
  ])('visits no more timesteps than it was trained on: %j', (technique, pointer) => {
    const short = { ...manifest, upscale: { ...manifest.upscale!, trainTimesteps: 900 } };
    const detail = 'the second stage of mnist-class was trained on 900 timesteps; ask for at most that many';
    expect(prepared(technique, short)).toEqual({ ok: false, faults: [{ pointer, detail }] });
  });

  it.each([
    [{ technique: 'sample', prompt: '7', upscale: true }, '/upscale'],
    [{ technique: 'upscale', image: digest }, '/bundle'],
  ])('is refused on a bundle that has none: %j', (technique, pointer) => {
    const { upscale: _, ...single } = { ...manifest, accepts: { images: true, upscale: false } };
    expect(prepared(technique, single)).toMatchObject({ ok: false, faults: [{ pointer }] });
  });
});

describe('the price of the second stage', () => {
  it.each([
    [{ technique: 'sample', prompt: '7', count: 16, upscaleSteps: 125 }, []],
    [{ technique: 'sample', prompt: '7', count: 16, upscaleSteps: 126 }, ['/count']],
    [{ technique: 'edit', image: digest, prompt: '7', count: 16, upscaleSteps: 158 }, ['/count']],
    [{ technique: 'upscale', image: digest, prompt: '7', count: 16, steps: 126 }, ['/count']],
    [{ technique: 'sample', prompt: '7', count: 16, steps: 626, upscaleSteps: 126 }, ['/count', '/count']],
  ])('has a bound of its own: %j', (technique, pointers) => {
    const on = { ...manifest, trainTimesteps: 1000 };
    const made = prepared(technique.technique === 'upscale' ? technique : { ...technique, upscale: true }, on);
    expect(made.ok ? [] : made.faults.map(({ pointer }) => pointer)).toEqual(pointers);
    const told = made.ok ? '' : made.faults.at(-1)!.detail;
    if (!made.ok) expect(told).toMatch(/^costs 4\d{3} U-Net rows in the second stage; at most 4000: ask for fewer/);
  });
});

describe('checkRecipe on the second stage', () => {
  const good = recipeOf({ technique: 'sample', prompt: '7', upscale: true });
  const faultsOf = (upscale: object) =>
    checkRecipe({ ...good, upscale: { ...good.upscale!, ...upscale } }, manifest).map(({ pointer }) => pointer);
  const schedule = good.upscale!.schedule;

  it.each([
    ['nothing', {}, []],
    [
      'a timestep that was not trained',
      { schedule: { ...schedule, timesteps: [1000] } },
      ['/upscale/schedule/timesteps/0'],
    ],
    ['a level that there is not', { noiseLevel: 1000 }, ['/upscale/noiseLevel']],
    ['a picture that there is not', { start: 'image' as const }, ['/upscale/start']],
    [
      'more evaluations than any stage may make',
      { schedule: { ...schedule, timesteps: Array.from({ length: 1001 }, (_, i) => 1000 - i) } },
      ['/upscale/schedule/timesteps/0', '/upscale/schedule/timesteps'],
    ],
    [
      'noise that nothing denoises',
      { schedule: { ...schedule, timesteps: [5], end: 'stop' as const } },
      ['/upscale/schedule/timesteps'],
    ],
  ])('names %s', (_, upscale, expected) => {
    expect(faultsOf(upscale)).toEqual(expected);
  });
});
