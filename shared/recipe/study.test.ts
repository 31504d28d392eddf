import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyStudy, manifest } from './arbitrary.ts';
import { checkRecipe } from './check.ts';
import { compile, seeded } from './compile.ts';
import { rowsOf, rowsPerStep, stepsOf } from './cost.ts';
import { formulaOf } from './formula.ts';
import type { Recipe, Study } from './recipe.ts';
import { evaluationsOf } from './schedules.ts';
import { picturesOf, runsOf, statesOf } from './study.ts';
import { Technique } from './technique.ts';

const seeing = { ...manifest, accepts: { images: true, upscale: false } };
const image = 'ab'.repeat(32);
const recipeOf = (technique: object) =>
  compile(
    seeded(Technique.parse(technique), () => 1),
    seeing,
  );
const panelsOf = (technique: object) => recipeOf(technique).study!.panels;
const timestepsOf = (technique: object) =>
  panelsOf(technique).map((panel) => 'schedule' in panel && panel.schedule?.timesteps[0]);

describe('a study', () => {
  it("starts from the course's timesteps in proportion to the training", () => {
    expect(timestepsOf({ technique: 'noise', image })).toEqual([false, 75, 150, 225]);
    expect(timestepsOf({ technique: 'edit', image, start: [1, 3, 5, 7, 10, 20] })).toEqual([
      288,
      270,
      252,
      234,
      207,
      117,
      false,
    ]);
  });

  it('of one start is the edit from there', () => {
    const edit = recipeOf({ technique: 'edit', image, start: 10 });
    expect(edit.study).toBeUndefined();
    expect(recipeOf({ technique: 'edit', image, start: [10] })).toEqual(edit);
  });

  it('costs what its runs cost, and can be told in a line for each panel', () => {
    fc.assert(
      fc.property(anyStudy, (technique) => {
        const recipe = compile(
          seeded(technique, () => 1),
          seeing,
        );
        const runs = runsOf(recipe);
        const total = (of: (run: Recipe) => number) => runs.reduce((sum, run) => sum + of(run), 0);
        expect(stepsOf(recipe)).toBe(total(({ schedule }) => evaluationsOf(schedule)));
        expect(rowsOf(recipe)).toBe(total(rowsOf));
        expect(formulaOf(recipe, seeing).filter((line) => line.startsWith('  '))).toHaveLength(
          recipe.study?.panels.length ?? 0,
        );
      }),
    );
  });

  it.each<[object, number]>([
    [{ technique: 'noise', t: [0, 100, 200], count: 4 }, 1],
    [{ technique: 'blur', count: 7 }, 1],
    [{ technique: 'one-step', prompt: '3', guidance: 7, t: [100, 200], count: 4 }, 16],
    [{ technique: 'compare', prompt: '3', guidance: 7, count: 4 }, 48],
  ])('takes as much of a batch as its panels evaluate: %j', (asked, rows) => {
    expect(rowsPerStep(recipeOf({ image, ...asked }))).toBe(rows);
  });

  it('shows the states before every n-th step, and the end', () => {
    const recipe = recipeOf({ technique: 'iterative', image, start: 10, every: 5, count: 2 });
    expect(evaluationsOf(recipe.schedule)).toBe(23);
    expect(statesOf(recipe, 5)).toEqual([0, 5, 10, 15, 20]);
    expect(picturesOf(recipe)).toBe(2 * (1 + 5 + 1));
  });

  it('is explained', () => {
    const lines = formulaOf(recipeOf({ technique: 'blur', image, t: [75], sigma: [1, 2] }), seeing);
    expect(lines.slice(-5)).toEqual([
      'drawn side by side, with PSNR and SSIM against the image:',
      '  original: the image',
      '  t = 75: t = 75, where it stops',
      '  t = 75: t = 75, where it stops; blurred by low[1 or 2]',
      'cost: 1 sample of 0 evaluations over 3 panels, 0 U-Net rows in all',
    ]);
  });
});

describe('checkRecipe', () => {
  const leaf = { prompt: '7', negative: '', guidance: 1 };
  const schedule = { timesteps: [20, 10, 0], end: 'clean' as const, clip: 'none' as const };
  const plain = recipeOf({ technique: 'sample', prompt: '7' });
  const study = (...panels: Study['panels']): Recipe => ({ ...plain, study: { columns: 4, panels } });
  const pointers = (recipe: Recipe) => checkRecipe(recipe, seeing).map(({ pointer }) => pointer);
  const picture = { show: 'picture' as const, label: 'a picture' };
  const whole = { ...schedule, timesteps: Array.from({ length: 300 }, (_, i) => 299 - i) };
  const guided = { ...leaf, guidance: 2 };
  /** 2,400 rows each. */
  const dear = (count: number) =>
    study(...Array(count).fill({ ...picture, estimate: { mean: Array(4).fill(guided) }, schedule: whole }));

  it.each<[string, Recipe, string[]]>([
    ['panels with nothing of their own', study(picture), []],
    ['an original that is not there', study({ show: 'original', label: 'o' }), ['/study/panels/0']],
    ['a blur with nothing to come near to', study({ ...picture, blur: { sigma: [1] } }), ['/study/panels/0']],
    [
      'a label of a panel',
      study(picture, { ...picture, estimate: { ...leaf, prompt: 'x' } }),
      ['/study/panels/1/estimate/prompt'],
    ],
    [
      'a timestep of a panel',
      study({ show: 'states', label: 's', every: 1, schedule: { ...schedule, timesteps: [300] } }),
      ['/study/panels/0/schedule/timesteps/0'],
    ],
    ['panels of a prompt each', study(...Array(64).fill({ ...picture, estimate: leaf })), []],
    [
      'prompts of which the panels have too many together',
      study(...Array(33).fill({ ...picture, estimate: { mean: [leaf, leaf] } })),
      ['/study/panels'],
    ],
    ['panels that cost too much', dear(9), ['/study/panels']],
    ['samples that do', { ...dear(5), count: 2 }, ['/count']],
    ['too many pictures', { ...study(...Array(5).fill(picture)), count: 16 }, ['/study/panels']],
    [
      'a second stage',
      { ...study(picture), upscale: { start: 'noise', schedule, guidance: 4, noiseLevel: 0 } },
      ['/upscale', '/upscale'],
    ],
  ])('names %s', (_, recipe, expected) => {
    expect(pointers(recipe)).toEqual(expected);
  });

  it('tells of the recipe alone what no panel has of its own', () => {
    const hold = { image: 'ab'.repeat(32), filter: { pass: 'low' as const, sigma: 2 }, fit: 'crop' as const };
    const held = { ...study({ ...picture, schedule }), hold };
    expect(checkRecipe(held, { ...seeing, process: 'flow' }).map(({ pointer }) => pointer)).toEqual(['/hold']);
  });
});
