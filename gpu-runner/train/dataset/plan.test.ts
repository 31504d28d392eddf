import { describe, expect, it } from 'vitest';
import { plans } from './plan.ts';
import { STYLE_NAMES } from './style/styles.ts';

describe('plans of pictures', () => {
  const scenes = (style: string) => (style === 'plain' ? 2 : 4);
  const all = [...plans(1000, 100, scenes, 7)];
  const seen = (kind: string, style: string) => all.filter((plan) => plan.kind === kind && plan.style === style);

  it('show every thing in every style', () => {
    for (const style of STYLE_NAMES) expect(new Set(seen('thing', style).map(({ of }) => of)).size).toBe(100);
  });

  it('keep their shares: 82 single things, 6 pairs and 12 scenes of a hundred', () => {
    const count = (kind: string) => all.filter((plan) => plan.kind === kind).length;
    expect([count('thing'), count('pair'), count('scene')]).toEqual([820, 60, 120]);
  });

  it('go through the scenes of each style', () => {
    for (const style of STYLE_NAMES) expect(new Set(seen('scene', style).map(({ of }) => of)).size).toBe(scenes(style));
  });

  it('begin alike however many there are, and are ordered otherwise by another seed', () => {
    expect([...plans(50, 100, scenes, 7)]).toEqual(all.slice(0, 50));
    expect([...plans(50, 100, scenes, 8)]).not.toEqual(all.slice(0, 50));
  });
});
