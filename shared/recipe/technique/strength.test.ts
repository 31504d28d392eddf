import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../protocol/manifest.ts';
import { manifest } from '../arbitrary.ts';
import { prepareTechnique } from '../prepare.ts';
import type { Recipe } from '../recipe.ts';
import { Technique } from '../technique.ts';

const image = 'ab'.repeat(32);
const mask = 'cd'.repeat(32);
const seeing = {
  ...manifest,
  trainTimesteps: 1000,
  accepts: { images: true, upscale: false },
  defaults: { guidance: 5, steps: 50, clip: 'range' as const },
};
const edit = { technique: 'edit', image };
const inpaint = { technique: 'inpaint', image, mask };
const learned = { ...seeing, variance: 'learned' as const };
const prepared = (asked: object, on: Manifest = seeing) => prepareTechnique(Technique.parse(asked), on, () => 1);

function recipeOf(asked: object, on?: Manifest): Recipe {
  const made = prepared(asked, on);
  if (!made.ok) throw new Error(made.faults[0]!.detail);
  return made.recipe;
}

describe('the strength of an edit or an inpainting', () => {
  it.each([
    // IFImg2ImgPipeline: int(80 * 0.7) = 56 of 80 timesteps 948, 936, ..., 0.
    [{ ...edit, strength: 0.7, steps: 80 }, 56, 660],
    [{ ...edit, strength: 1, steps: 80 }, 80, 948],
    [{ ...edit, strength: 0.5 }, 25, 480],
    [{ ...edit, strength: 0.999, steps: 10 }, 9, 800],
    [{ ...inpaint, strength: 0.8, steps: 50 }, 40, 780],
    [{ ...inpaint, strength: 1 }, 50, 980],
  ])('is the share of the last timesteps, as in diffusers: %j', (asked, count, first) => {
    const { start, schedule } = recipeOf(asked);
    expect(start).toEqual({ image, fit: 'crop', t: first });
    expect([schedule.timesteps.length, schedule.timesteps[0]]).toEqual([count, first]);
    expect(schedule).toMatchObject({ end: 'clean', clip: 'range' });
  });

  it('is one of timesteps by name as well', () => {
    const { schedule } = recipeOf({ ...edit, strength: 0.5, spacing: 'fast27' });
    expect([schedule.timesteps.length, schedule.timesteps.at(-1)]).toEqual([13, 0]);
    const course = (on: Manifest) => recipeOf({ ...edit, strength: 0.5, spacing: 'course' }, on).schedule;
    expect([seeing, learned].map((on) => [course(on).timesteps[0], course(on).end])).toEqual([
      [480, 'clean'],
      [480, 'stop'],
    ]);
  });

  it('makes a series of several', () => {
    const { study } = recipeOf({ ...edit, strength: [0.8, 0.4], steps: 10 });
    expect(study!.panels.map(({ label }) => label)).toEqual(['strength 0.8', 'strength 0.4', 'original']);
  });

  it('holds what an inpainting holds', () => {
    expect(recipeOf({ ...inpaint, strength: 0.8, mode: 'clean' }).hold).toEqual({
      image,
      mask,
      fit: 'crop',
      mode: 'clean',
    });
    expect(recipeOf(inpaint).start).toEqual({ noise: 'gaussian' });
  });

  it.each([
    [{ ...edit, strength: 0 }, '/strength', 'leaves no step of 50; ask for more of either'],
    [{ ...edit, strength: 0.09, steps: 10 }, '/strength', 'leaves no step of 10; ask for more of either'],
    [{ ...edit, strength: 0.03, spacing: 'course' }, '/strength', 'leaves no step of 33; ask for more of either'],
    [{ ...edit, strength: [0.5, 0] }, '/strength/1', 'leaves no step of 50; ask for more of either'],
    [{ ...inpaint, strength: 0.01 }, '/strength', 'leaves no step of 50; ask for more of either'],
  ])('is refused where no step is left: %j', (asked, pointer, detail) => {
    for (const on of [seeing, learned])
      expect(prepared(asked, on)).toEqual({ ok: false, faults: [{ pointer, detail }] });
  });

  it.each([
    [{ ...edit, strength: 1.1 }, 'strength'],
    [{ ...edit, strength: -0.1 }, 'strength'],
    [{ ...edit, strength: 0.5, t: 300 }, 'strength'],
    [{ ...edit, strength: 0.5, start: 3 }, 'strength'],
    [{ ...inpaint, strength: [0.5] }, 'strength'],
  ])('is refused in %j', (asked, field) => {
    const parsed = Technique.safeParse(asked);
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
