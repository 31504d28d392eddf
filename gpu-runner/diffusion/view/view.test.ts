import { describe, expect, it } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { flip } from './flip.ts';
import { identity } from './identity.ts';
import { rotate180 } from './rotate-180.ts';
import { rotateCcw } from './rotate-ccw.ts';
import { rotateCw } from './rotate-cw.ts';

const numbered = tensor(
  [2, 3, 5, 5],
  Float32Array.from({ length: 150 }, (_, i) => i),
);
const square = tensor([1, 1, 2, 2], Float32Array.of(1, 2, 3, 4));

describe.each([
  { name: 'identity', view: identity, seen: [1, 2, 3, 4] },
  { name: 'flip', view: flip, seen: [3, 4, 1, 2] },
  { name: 'rotate-180', view: rotate180, seen: [4, 3, 2, 1] },
  { name: 'rotate-cw', view: rotateCw, seen: [3, 1, 4, 2] },
  { name: 'rotate-ccw', view: rotateCcw, seen: [2, 4, 1, 3] },
])('$name', ({ view, seen }) => {
  it('shows the picture so', () => {
    expect([...view.apply(square).data]).toEqual(seen);
  });

  it('is undone exactly, either way round', () => {
    expect(view.invert(view.apply(numbered))).toEqual(numbered);
    expect(view.apply(view.invert(numbered))).toEqual(numbered);
  });

  it('leaves its argument alone and keeps pixels within their sample and channel', () => {
    const before = Float32Array.from(numbered.data);
    const viewed = view.apply(numbered).data;
    expect(numbered.data).toEqual(before);
    viewed.forEach((value, i) => {
      expect(Math.floor(value / 25)).toBe(Math.floor(i / 25));
    });
  });
});
