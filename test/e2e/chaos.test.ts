import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, read, resultOf, until, untilEnded, untilMidway } from '../client.ts';
import { Stack } from '../stack.ts';

let stack: Stack;
beforeAll(async () => {
  // What is killed with -9 has no grace; what is asked to end is to hand over what it is at.
  stack = await Stack.start({ MANIFOLD_GRACE: '0' });
});
afterAll(() => stack.stop());

/** Long enough to be met midway on a fast machine, and no longer: what is lost is done again. */
const slow = { prompt: '7', steps: 200, count: 4 };

/** Every attempt that was told of, in order. */
async function attemptsOf(id: string): Promise<number[]> {
  const attempts: number[] = [];
  await until(stack, id, (event) => {
    if (event.type === 'leased') attempts.push(event.attempt);
    return event.type === 'done';
  });
  return attempts;
}

describe('killed in the middle of a job', () => {
  it.concurrent('the runner, with -9: the next attempt does it, and there is one result', async () => {
    const job = await ask(stack, { ...slow, seed: 1 });
    await untilMidway(stack, job.id);
    await stack.runner.kill();
    await stack.startRunner();
    expect(await untilEnded(stack, job.id)).toMatchObject({ type: 'done', resultId: job.resultId });
    expect(await attemptsOf(job.id)).toEqual([1, 2]);
    expect((await resultOf(stack, job.resultId)).images).toHaveLength(4);
    await expect.poll(() => stack.metric('manifold_computations_total{ending="done"}')).toBe(1);
  });

  // Beside the first, with a stack of its own: for most of the time both wait for a lost lease to lapse.
  it.concurrent('both at once, with -9: nothing accepted is lost', async () => {
    const own = await Stack.start();
    try {
      const jobs = await Promise.all([3, 4].map((seed) => ask(own, { ...slow, steps: 100, seed })));
      await untilMidway(own, jobs[0]!.id);
      await Promise.all([own.edge.kill(), own.runner.kill()]);
      await own.startEdge();
      await own.startRunner();
      for (const job of jobs) expect(await untilEnded(own, job.id)).toMatchObject({ type: 'done' });
    } finally {
      await own.stop();
    }
  });

  it('the edge and its workerd, with -9: it goes on where it was', async () => {
    const job = await ask(stack, { ...slow, seed: 2 });
    await untilMidway(stack, job.id);
    await stack.edge.kill();
    await stack.startEdge();
    expect(await untilEnded(stack, job.id)).toMatchObject({ type: 'done', resultId: job.resultId });
    expect((await read(stack, job.id)).state).toBe('done');
    expect((await resultOf(stack, job.resultId)).images).toHaveLength(4);
  });

  it('the runner, with SIGTERM: it hands its lease back, and the next one does the job', async () => {
    const job = await ask(stack, { ...slow, seed: 5 });
    await untilMidway(stack, job.id);
    expect(await stack.runner.terminate()).toBe('exit code 0');
    expect((await read(stack, job.id)).state).toBe('queued');
    await stack.startRunner();
    expect(await untilEnded(stack, job.id)).toMatchObject({ type: 'done' });
  });
});
