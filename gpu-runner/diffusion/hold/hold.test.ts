import { describe, expect, it } from 'vitest';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { TimedStride } from '../strides.ts';
import { clean } from './clean.ts';
import { nothing } from './hold.ts';
import { renoised } from './renoised.ts';

const row = (...values: number[]): Tensor => tensor([1, 1, 1, values.length], Float32Array.from(values));
const onto = (next: number | undefined, alphaBarPrev: number): TimedStride => ({
  timestep: 200,
  next,
  alphaBar: 0.2,
  alphaBarPrev,
});
const image = row(1, 1, 1, 1);
const mask = row(0, 0.25, 0.75, 1);
const xt = row(0, 0, 0, 0);
const noise = () => row(4, 4, 4, 4);

describe('renoised', () => {
  it('holds the noised image under a binary mask', () => {
    const held = Math.sqrt(0.25) + 4 * Math.sqrt(0.75);
    const { data } = renoised(image, mask, undefined, noise).after(xt, onto(100, 0.25));
    [held, held, 0, 0].forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 6);
    });
  });

  it('holds the image itself at the clean end, feathered', () => {
    const { data } = renoised(image, mask, undefined, noise).after(xt, onto(undefined, 1));
    expect([...data]).toEqual([1, 0.75, 0.25, 0]);
  });

  it('feathers where the schedule stops', () => {
    const { data } = renoised(image, mask, 0, () => xt).after(xt, onto(0, 0.25));
    expect([...data]).toEqual([0.5, 0.375, 0.125, 0]);
  });

  it('lets each step begin with what it finds', () => {
    expect(renoised(image, mask, 0, noise).before(xt, onto(100, 0.25))).toBe(xt);
  });
});

describe('clean', () => {
  const hold = clean(image, mask);

  it('holds the image before and after each step, under a binary mask', () => {
    expect([...hold.before(xt, onto(100, 0.25)).data]).toEqual([1, 1, 0, 0]);
    expect([...hold.after(xt, onto(100, 0.25)).data]).toEqual([1, 1, 0, 0]);
  });

  it('leaves no grey at the end', () => {
    expect([...hold.after(xt, onto(undefined, 1)).data]).toEqual([1, 1, 0, 0]);
  });
});

it('nothing holds nothing', () => {
  expect(nothing.after(nothing.before(xt, onto(100, 0.25)), onto(100, 0.25))).toBe(xt);
});
