import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, read, untilEnded } from '../client.ts';
import { Stack } from '../stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.stop());

const asked = { prompt: '3', steps: 20, seed: 11, count: 2 };

it('a hundred equal requests at once compute once, and each has a job of its own', async () => {
  const jobs = await Promise.all(Array.from({ length: 100 }, () => ask(stack, asked)));
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(100);
  expect(new Set(jobs.map(({ resultId }) => resultId)).size).toBe(1);
  for (const { id } of jobs) expect(await untilEnded(stack, id)).toMatchObject({ type: 'done' });
  expect(await stack.metric('manifold_leases_total')).toBe(1);
  await expect.poll(() => stack.metric('manifold_computations_total{ending="done"}')).toBe(1);
});

it('asked again once it is done, it is answered from the result', async () => {
  const job = await ask(stack, asked, { Prefer: 'wait=60' });
  expect(job.state).toBe('done');
  expect(await stack.metric('manifold_leases_total')).toBe(1);
});

it('cancelling one of two equal jobs leaves the other its computation', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => ask(stack, { ...asked, steps: 300, seed: 12 })));
  await stack.fetch(`/v1/jobs/${first!.id}`, { method: 'DELETE' });
  expect((await read(stack, first!.id)).state).toBe('cancelled');
  expect(await untilEnded(stack, second!.id)).toMatchObject({ type: 'done' });
});
