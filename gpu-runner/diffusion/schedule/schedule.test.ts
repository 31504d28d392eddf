import { describe, expect, it } from 'vitest';
import { alphaBarOf } from './alpha-bar.ts';
import { linearBetas } from './linear.ts';

const betas = linearBetas(300, 1e-4, 0.02);

describe('linearBetas', () => {
  it('runs evenly from the first value to the last', () => {
    expect(betas).toHaveLength(300);
    expect(betas[0]).toBe(Math.fround(1e-4));
    expect(betas[299]).toBe(Math.fround(0.02));
    betas.forEach((beta, i) => {
      expect(Math.abs(beta - (1e-4 + (0.0199 * i) / 299))).toBeLessThan(1e-8);
    });
  });

  it('is torch.linspace to the last bit, also in the middle of an odd number', () => {
    const odd = linearBetas(301, 0.00085, 0.012);
    const of = [0.0008500000112690032, 0.0063878330402076244, 0.006425000261515379, 0.006462167017161846];
    expect([0, 149, 150, 151].map((t) => odd[t])).toEqual(of);
  });
});

describe('alphaBarOf', () => {
  const alphaBar = alphaBarOf(betas);

  it('is the running product of 1 - beta', () => {
    let product = 1;
    alphaBar.forEach((value, t) => {
      product *= 1 - (1e-4 + (0.0199 * t) / 299);
      expect(Math.abs(value / product - 1)).toBeLessThan(1e-5);
    });
  });

  it('falls strictly, from nearly clean to nearly noise', () => {
    expect(alphaBar.every((value, t) => t === 0 || value < alphaBar[t - 1]!)).toBe(true);
    expect(alphaBar[0]).toBeGreaterThan(0.9998);
    expect(alphaBar[299]).toBeLessThan(0.05);
  });
});
