import { describe, expect, it } from 'vitest';
import { tensor } from '../tensor/tensor.ts';
import { clipDynamically, clipNone, clipToRange } from './clip.ts';

const two = () => tensor([2, 1, 1, 5], Float32Array.of(-3, -0.5, 0, 0.5, 1, -0.5, 0, 0.25, 0.5, 0.75));

describe('clipping', () => {
  it('may be none', () => {
    const images = two();
    expect(clipNone(images)).toBe(images);
  });

  it('to the range clamps each pixel', () => {
    expect([...clipToRange([0, 1])(two()).data]).toEqual([0, 0, 0, 0.5, 1, 0, 0, 0.25, 0.5, 0.75]);
  });

  it('by dynamic thresholding scales each image by its own quantile', () => {
    // |x0| sorted is 0, 0.5, 0.5, 1, 3: the quantile 0.9 lies at 0.6 between 1 and 3, that is 2.2.
    const clipped = clipDynamically([-1, 1], 0.9, 100)(two()).data;
    [-1, -0.5 / 2.2, 0, 0.5 / 2.2, 1 / 2.2, -0.5, 0, 0.25, 0.5, 0.75].forEach((expected, i) => {
      expect(clipped[i]).toBeCloseTo(expected, 6);
    });
  });

  it('by dynamic thresholding holds the scale at its maximum, 1 being the plain clamp', () => {
    const halved = clipDynamically([-1, 1], 1, 2)(two()).data;
    expect([...halved.subarray(0, 5)]).toEqual([-1, -0.25, 0, 0.25, 0.5]);
    expect(clipDynamically([-1, 1], 1, 1)(two()).data).toEqual(clipToRange([-1, 1])(two()).data);
  });

  it('by dynamic thresholding works about the middle of any range', () => {
    const { dims, data } = two();
    const unit = tensor(
      dims,
      data.map((value) => (value + 1) / 2),
    );
    const signed = clipDynamically([-1, 1], 0.9, 100)(two()).data;
    clipDynamically(
      [0, 1],
      0.9,
      100,
    )(unit).data.forEach((value, i) => {
      expect(value).toBeCloseTo((signed[i]! + 1) / 2, 6);
    });
  });
});
