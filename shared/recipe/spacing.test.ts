import { describe, expect, it } from 'vitest';
import { upscaling as manifest } from './arbitrary.ts';
import { prepareTechnique } from './prepare.ts';
import { respaced, respacings } from './respacing.ts';
import { Technique } from './technique.ts';

const image = 'ab'.repeat(32);
const long = {
  ...manifest,
  trainTimesteps: 1000,
  defaults: { ...manifest.defaults, clip: { ratio: 0.95, max: 1.5 } },
};

function scheduleOf(technique: object, on = long) {
  const prepared = prepareTechnique(Technique.parse(technique), on, () => 1);
  if (!prepared.ok) return prepared.faults;
  return prepared.recipe.schedule;
}

describe('spacing', () => {
  it("is spelled out in the recipe, under the bundle's own clip", () => {
    expect(scheduleOf({ technique: 'sample', prompt: '7', spacing: 'fast27' })).toEqual({
      timesteps: respaced(1000, respacings.fast27),
      end: 'clean',
      clip: { ratio: 0.95, max: 1.5 },
    });
  });

  it.each([
    ['fixed', 'clean'],
    ['learned', 'stop'],
  ] as const)("has the course's, unclipped; with a %s variance it ends at %s", (variance, end) => {
    const on = { ...long, variance };
    const schedule = scheduleOf({ technique: 'sample', prompt: '7', spacing: 'course' }, on);
    expect(schedule).toMatchObject({ end, clip: 'none' });
    expect(schedule).toEqual(scheduleOf({ technique: 'inpaint', image, mask: image }, on));
    expect(schedule).toEqual(scheduleOf({ technique: 'edit', image, start: 0 }, on));
    expect(scheduleOf({ technique: 'edit', image, start: 33 }, on)).toMatchObject({ timesteps: [0], end: 'stop' });
  });

  it('is what the start of an edit is an index into', () => {
    expect(scheduleOf({ technique: 'edit', image, spacing: 'smart185', start: 184 })).toMatchObject({ timesteps: [0] });
    expect(Technique.safeParse({ technique: 'edit', image, spacing: 'smart185', start: 185 }).success).toBe(false);
    const { timesteps } = scheduleOf({ technique: 'edit', image, spacing: 'smart100', start: 60 }) as {
      timesteps: number[];
    };
    expect(timesteps).toEqual(respaced(1000, respacings.smart100).slice(60));
  });

  it.each([
    [{ technique: 'sample', prompt: '7', spacing: 'fast27', steps: 5 }, '/spacing', 'says the same as steps'],
    [{ technique: 'edit', image, spacing: 'fast27', start: 27 }, '/start', 'must be at most 26'],
    [{ technique: 'edit', image, start: [3, 34] }, '/start/1', 'must be at most 33'],
  ])('is refused in %j', (technique, pointer, detail) => {
    expect(scheduleOf(technique)).toEqual([{ pointer, detail: expect.stringContaining(detail) }]);
  });

  it('is refused where the training is too short for it, or is no diffusion', () => {
    const asked = { technique: 'sample', prompt: '7', spacing: 'smart185' };
    expect(scheduleOf(asked, { ...long, trainTimesteps: 300 })).toMatchObject([
      { pointer: '/spacing', detail: expect.stringContaining('too few for smart185') },
    ]);
    expect(scheduleOf(asked, { ...long, process: 'flow' })).toMatchObject([{ pointer: '/spacing' }]);
  });
});
