import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, expect, it, vi } from 'vitest';
import type { Env } from '../../env.ts';
import { cancelJob, fresh, postJob } from '../../testing/client.ts';
import { runner } from '../../testing/runner.ts';
import { jobOf } from '../names.ts';
import { Wakeups } from '../wakeups.ts';

const edge = env as unknown as Env;

beforeAll(() => runner.register());

it('holds on to nothing that it has told', async () => {
  const job = await postJob(fresh());
  const during = vi.spyOn(Wakeups.prototype, 'during');
  await runInDurableObject(jobOf(edge, job.id), async (object) => {
    for (let i = 0; i < 1000; i++) await object.next(0, 60_000);
  });
  expect(during).toHaveBeenCalledTimes(1000);
  expect(new Set(during.mock.contexts.map((one) => (one as Wakeups).waiting))).toEqual(new Set([0]));
  during.mockRestore();
  await cancelJob(job);
});

it('wakes who follows it when it is cancelled', async () => {
  const body = fresh();
  const [job, other] = [await postJob(body), await postJob(body)];
  const news = jobOf(edge, job.id).next(1, 60_000);
  await cancelJob(job);
  expect(await news).toMatchObject({ events: [{ event: { type: 'cancelled' } }], isOver: true });
  await cancelJob(other);
});
