import { describe, expect, it } from 'vitest';
import { ask } from '../testing/edge.ts';

/** Asks with a body of pieces that `more` makes, which is refused for what its headers say of it. */
async function refused(path: string, more: (controller: ReadableStreamDefaultController<Uint8Array>) => void) {
  const body = new ReadableStream<Uint8Array>({ pull: more });
  return ask(path, { method: 'POST', headers: { 'Content-Encoding': 'gzip' }, body });
}

describe('a body that is refused unread', () => {
  it.each([
    ['/v1/images', 415],
    ['/v1/jobs', 415],
    ['/runner/v1/leases', 401],
    ['/nothing', 404],
    ['/healthz', 405],
  ])('is sent to its end before the answer: %s', async (path, status) => {
    let left = 50;
    const reply = await refused(path, (controller) => {
      left -= 1;
      if (left > 0) controller.enqueue(new Uint8Array(100_000));
      else controller.close();
    });
    expect([reply.status, left]).toEqual([status, 0]);
  });

  it('keeps nobody waiting for the answer who waits for it', async () => {
    expect((await refused('/v1/images', () => new Promise(() => {}))).status).toBe(415);
  });
});
