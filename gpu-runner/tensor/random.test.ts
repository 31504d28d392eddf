import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normals, type Place, type Stream, uniforms } from './random.ts';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const anyPlace: fc.Arbitrary<Place> = fc.record({
  seed: uint32,
  stream: fc.constantFrom<Stream>('init', 'step', 'order', 'train', 'weights', 'view', 'hold'),
  sample: uint32,
  timestep: uint32,
});
const origin: Place = { seed: 1, stream: 'init', sample: 0, timestep: 0 };

describe('uniforms and normals', () => {
  it('begin a longer sequence with the shorter one', () => {
    fc.assert(
      fc.property(anyPlace, fc.nat(40), fc.nat(40), (place, a, b) => {
        const [short, long] = a < b ? [a, b] : [b, a];
        expect(uniforms(place, short)).toEqual(uniforms(place, long).subarray(0, short));
        expect(normals(place, short)).toEqual(normals(place, long).subarray(0, short));
      }),
    );
  });

  it('differ between any two places', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(uniforms(a, 4)).not.toEqual(uniforms(b, 4));
      }),
    );
  });

  it('stay inside (0, 1) and finite', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        expect(uniforms(place, 64).every((u) => u > 0 && u < 1)).toBe(true);
        expect(normals(place, 64).every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

describe('normals', () => {
  it('are those of Box and Muller, of the uniforms of their place', () => {
    const count = 3001;
    const u = uniforms(origin, count + 1);
    const literal = Float32Array.from({ length: count }, (_, i) => {
      const [radius, angle] = [Math.sqrt(-2 * Math.log(u[i & ~1]!)), 2 * Math.PI * u[i | 1]!];
      return radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    });
    expect(normals(origin, count)).toEqual(literal);
  });

  const values = normals(origin, 200_000);
  const moment = (power: number) => values.reduce((sum, z) => sum + z ** power, 0) / values.length;

  it('have the moments of the standard normal distribution', () => {
    // Standard errors at n = 200,000 are 0.0022, 0.0032, 0.0087 and 0.022.
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(3))).toBeLessThan(0.04);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
  });

  it('are the same numbers in every release: recipes are replayed years later', () => {
    expect([...values.subarray(0, 4)]).toMatchInlineSnapshot(`
      [
        0.38040074706077576,
        -0.29627788066864014,
        -0.2492334246635437,
        -1.00383722782135,
      ]
    `);
  });
});
