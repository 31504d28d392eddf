import { expect, it, vi } from 'vitest';
import { onceMore } from './once-more.ts';

/** A call that fails as told, one error after another, and then answers. */
function failing(...errors: unknown[]) {
  return vi.fn(async () => {
    if (errors.length > 0) throw errors.shift();
    return 'answer';
  });
}

const reset = (more: object = {}) => Object.assign(new Error('reset by a deployment'), { retryable: true, ...more });

it('calls again what was reset, once', async () => {
  const call = failing(reset());
  expect([await onceMore(call), call.mock.calls.length]).toEqual(['answer', 2]);
  const again = failing(reset(), reset(), reset());
  await expect(onceMore(again)).rejects.toThrow('reset by a deployment');
  expect(again).toHaveBeenCalledTimes(2);
});

it.each<[string, unknown]>([
  ['is broken', new Error('broken')],
  ['has too much to do', reset({ overloaded: true })],
  ['throws what is no error', undefined],
])('lets be what %s', async (_, error) => {
  const call = failing(error);
  await expect(onceMore(call)).rejects.toBe(error);
  expect(call).toHaveBeenCalledOnce();
});
