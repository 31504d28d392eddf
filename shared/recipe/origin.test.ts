import { describe, expect, it } from 'vitest';
import { manifest, upscaling } from './arbitrary.ts';
import { prepareTechnique } from './prepare.ts';
import { Technique } from './technique.ts';

const seeing = { ...manifest, accepts: { images: true, upscale: false } };
const image = 'ab'.repeat(32);
const pointersOf = (technique: object, fitting = seeing) => {
  const prepared = prepareTechnique(Technique.parse({ seed: 1, ...technique }), fitting, () => 0);
  return prepared.ok ? [] : prepared.faults.map(({ pointer }) => pointer);
};

describe('a study of too many pictures', () => {
  const t = Array.from({ length: 13 }, (_, i) => 13 * (i + 1));

  it.each([
    [{ technique: 'compare', image, t }, ['/t']],
    [{ technique: 'compare', image, t, sigma: Array(20).fill(2) }, ['/t']],
    [{ technique: 'compare', image, t, count: 2 }, ['/count']],
    [{ technique: 'compare', image, count: 16 }, ['/count']],
    [{ technique: 'compare', image, t: t.slice(1) }, []],
  ])('has them from the field that asks for them: %j', (technique, pointers) => {
    expect(pointersOf(technique)).toEqual(pointers);
  });
});

describe('what costs too much', () => {
  const long = { ...manifest, trainTimesteps: 1000 };
  const steps = Array.from({ length: 16 }, (_, i) => 1000 - i);

  it.each([
    [{ technique: 'steps', prompt: '7', steps }, ['/steps']],
    [{ technique: 'guidance', prompt: '7', guidance: steps.map((_, i) => i), steps: 1000 }, ['/guidance']],
    [{ technique: 'sample', prompt: '7', steps: 1000, count: 16 }, ['/count']],
  ])('does so by the field that has the cost multiplied: %j', (technique, pointers) => {
    expect(pointersOf(technique, long)).toEqual(pointers);
  });

  const three = { technique: 'anagram', prompt: ['1', '2', '3'], view: ['flip', 'rotate-180'] };
  const enlarged = { ...three, steps: 10, upscale: true };

  it.each([
    [{ ...enlarged, upscaleSteps: 700 }, ['/upscaleSteps']],
    [{ ...enlarged, upscaleSteps: 400, count: 2 }, ['/count']],
    [{ ...enlarged, upscaleSteps: 600 }, []],
  ])('does so in the second stage by its steps, where there is one sample: %j', (technique, pointers) => {
    expect(pointersOf(technique, upscaling)).toEqual(pointers);
  });
});
