import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idempotencyKeyOf, waitOf } from './job-headers.ts';

describe('the preference to wait', () => {
  it.each([
    ['wait=10', 10],
    ['respond-async, WAIT = 7', 7],
    ['wait=5; foo', 5],
    ['wait="9"', 9],
    ['wait=0', 0],
    ['wait=3600', 60],
    ['wait=99999999999', 60],
    [`wait=${'9'.repeat(400)}`, 60],
    ['wait=1, wait=2', 1],
    ['wait=-1', undefined],
    ['wait=x', undefined],
    ['await=3', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('in %j is %j seconds', (prefer, seconds) => {
    expect(waitOf(prefer)).toBe(seconds);
  });

  it('is within bounds, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), (prefer) => {
        const wait = waitOf(prefer);
        expect(wait === undefined || (wait >= 0 && wait <= 60)).toBe(true);
      }),
    );
  });
});

describe('an idempotency key', () => {
  it('has 1 to 200 characters', () => {
    expect(idempotencyKeyOf(undefined)).toEqual({ ok: true, value: undefined });
    expect(idempotencyKeyOf('k'.repeat(200)).ok).toBe(true);
    expect([idempotencyKeyOf('').ok, idempotencyKeyOf('k'.repeat(201)).ok]).toEqual([false, false]);
  });
});
