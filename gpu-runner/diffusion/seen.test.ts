import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { highPass } from './filter/high-pass.ts';
import { lowPass } from './filter/low-pass.ts';
import { seenBy } from './seen.ts';
import { flip } from './view/flip.ts';

const picture = tensor([1, 1, 8, 8], normals({ seed: 1, stream: 'init', sample: 0, timestep: 0 }, 64));
const leaf = { prompt: '7', negative: '', guidance: 1 };

describe('seenBy', () => {
  it('shows each leaf the picture through its views', () => {
    const seen = seenBy({ mean: [leaf, { view: flip, of: { mean: [leaf, { view: flip, of: leaf }] } }] }, picture, 0);
    expect(seen).toEqual([picture, flip.apply(picture), picture]);
  });

  it('keeps what the filters pass, about the middle of the range', () => {
    const parts = [lowPass(2), highPass(2)].map((filter) => ({ filter, of: leaf }));
    const [low, high] = seenBy({ sum: parts }, picture, 0.5);
    picture.data.forEach((value, i) => {
      expect(low!.data[i]).toBeCloseTo(lowPass(2)(picture).data[i]!, 5);
      expect(high!.data[i]).toBeCloseTo(value - low!.data[i]! + 0.5, 5);
    });
  });

  it('leaves pictures as they are, to the last bit, where a filter keeps all', () => {
    const dark = tensor([1, 1, 1, 1], Float32Array.of(1 / 255));
    expect(seenBy({ sum: [{ filter: (image) => image, of: leaf }] }, dark, 0.5)).toEqual([dark]);
  });
});
