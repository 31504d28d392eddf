import { describe, expect, it } from 'vitest';
import { manifest } from './arbitrary.ts';
import { prepareTechnique } from './prepare.ts';
import { Technique } from './technique.ts';

const seeing = { ...manifest, accepts: { images: true, upscale: false } };
const image = 'ab'.repeat(32);
const pointersOf = (technique: object) => {
  const prepared = prepareTechnique(Technique.parse({ image, seed: 1, ...technique }), seeing, () => 0);
  return prepared.ok ? [] : prepared.faults.map(({ pointer }) => pointer);
};

describe('a study of too many pictures', () => {
  const t = Array.from({ length: 13 }, (_, i) => 13 * (i + 1));

  it.each([
    [{ technique: 'compare', t }, ['/t']],
    [{ technique: 'compare', t, sigma: Array(20).fill(2) }, ['/t']],
    [{ technique: 'compare', t, count: 2 }, ['/count']],
    [{ technique: 'compare', count: 16 }, ['/count']],
    [{ technique: 'compare', t: t.slice(1) }, []],
  ])('has them from the field that asks for them: %j', (technique, pointers) => {
    expect(pointersOf(technique)).toEqual(pointers);
  });
});
