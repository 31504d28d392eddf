import { describe, expect, it } from 'vitest';
import { parseIdx } from './idx.ts';

/** Two pictures of 1 x 3 bytes. */
const bytes = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);

describe('parseIdx', () => {
  it('reads dimensions and elements', () => {
    expect(parseIdx(bytes, 'f', 3)).toEqual({ dims: [2, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  });

  it('names a file cut short in its elements, and one cut in its header', () => {
    expect(() => parseIdx(bytes.subarray(0, 20), 'pictures', 3)).toThrow(
      'pictures is cut short: 20 bytes where [2, 1, 3] takes 22',
    );
    expect(() => parseIdx(bytes.subarray(0, 9), 'pictures', 3)).toThrow('pictures is cut short: 9 bytes');
  });

  it('names a file that is something else, or longer than it says', () => {
    expect(() => parseIdx(bytes, 'labels', 1)).toThrow('labels is not an idx file: it starts with 0x00000803');
    expect(() => parseIdx(Uint8Array.of(...bytes, 0), 'pictures', 3)).toThrow('pictures has bytes past its end');
  });
});
