import { describe, expect, it } from 'vitest';
import { plans } from './plan.ts';
import { STYLE_NAMES } from './style/styles.ts';

describe('plans of pictures', () => {
  const all = [...plans(1000, 100, 4, 7)];
  const seen = (kind: string, style: string) => all.filter((plan) => plan.kind === kind && plan.style === style);

  it('show every thing in every style', () => {
    for (const style of STYLE_NAMES) expect(new Set(seen('thing', style).map(({ of }) => of)).size).toBe(100);
  });

  it('keep their shares: 84 single things, 6 pairs and 10 scenes of a hundred', () => {
    const count = (kind: string) => all.filter((plan) => plan.kind === kind).length;
    expect([count('thing'), count('pair'), count('scene')]).toEqual([840, 60, 100]);
  });

  it('show a scene in the styles that have a ground of their own', () => {
    expect(new Set(all.filter(({ kind }) => kind === 'scene').map(({ style }) => style))).toEqual(
      new Set(['photo', 'oil', 'lithograph', 'pencil']),
    );
    for (const style of ['photo', 'oil', 'lithograph', 'pencil'])
      expect(new Set(seen('scene', style).map(({ of }) => of)).size).toBe(4);
  });

  it('begin alike however many there are, and are ordered otherwise by another seed', () => {
    expect([...plans(50, 100, 4, 7)]).toEqual(all.slice(0, 50));
    expect([...plans(50, 100, 4, 8)]).not.toEqual(all.slice(0, 50));
  });
});
