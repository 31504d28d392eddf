import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Step } from '../pipeline/pipeline.ts';
import { zeros } from '../tensor/tensor.ts';
import { systemClock } from './clock.ts';
import { coalesceMs, type Heard, silenceMs, startReporter } from './reporter.ts';

const at = (step: number): Step => ({
  step,
  of: 50,
  timestep: 50 - step,
  xt: zeros([1, 1, 2, 2]),
  x0: zeros([1, 1, 2, 2]),
});

/**
 * A reporter that has begun. What it posts from then on is written down as step numbers, a heartbeat as 'beat'; `answers` are
 * given in turn, then heard.
 */
async function reporting(answers: Heard[] = []) {
  const posts: (number | 'beat')[] = [];
  const answered: Heard[] = ['heard', ...answers];
  const post = async (step: Step | undefined) => {
    posts.push(step?.step ?? 'beat');
    return answered.shift() ?? 'heard';
  };
  const reporter = startReporter({ post, clock: systemClock, random: () => 0.5 });
  await vi.advanceTimersByTimeAsync(0);
  expect(posts.splice(0)).toEqual(['beat']);
  return { posts, reporter };
}

describe('startReporter', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('begins with a heartbeat, before there is a step', async () => {
    const { reporter } = await reporting();
    await reporter.stop();
  });

  it('posts the first step at once, and of those within 150 ms the latest alone', async () => {
    const { posts, reporter } = await reporting();
    reporter.offer(at(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(posts).toEqual([1]);
    for (const step of [2, 3, 4]) {
      reporter.offer(at(step));
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(posts).toEqual([1]);
    await vi.advanceTimersByTimeAsync(coalesceMs);
    expect(posts).toEqual([1, 4]);
    await reporter.stop();
  });

  it('never has two posts under way', async () => {
    let [under, most] = [0, 0];
    const post = async (): Promise<Heard> => {
      most = Math.max(most, ++under);
      await systemClock.sleep(400);
      under -= 1;
      return 'heard';
    };
    const reporter = startReporter({ post, clock: systemClock, random: () => 0.5 });
    for (let step = 1; step <= 10; step++) {
      reporter.offer(at(step));
      await vi.advanceTimersByTimeAsync(100);
    }
    const stopped = reporter.stop();
    await vi.advanceTimersByTimeAsync(1000);
    await stopped;
    expect(most).toBe(1);
  });

  it('sends a heartbeat after 5 s of silence, and another after 5 more', async () => {
    const { posts, reporter } = await reporting();
    await vi.advanceTimersByTimeAsync(silenceMs - 1);
    expect(posts).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(posts).toEqual(['beat']);
    await vi.advanceTimersByTimeAsync(silenceMs + coalesceMs);
    expect(posts).toEqual(['beat', 'beat']);
    await reporter.stop();
  });

  it('tries again what was not heard, unless something newer came', async () => {
    const { posts, reporter } = await reporting(['unheard', 'unheard']);
    reporter.offer(at(1));
    await vi.advanceTimersByTimeAsync(coalesceMs);
    expect(posts).toEqual([1, 1]);
    reporter.offer(at(2));
    await vi.advanceTimersByTimeAsync(coalesceMs * 2);
    expect(posts).toEqual([1, 1, 2]);
    await reporter.stop();
  });

  it('tries a heartbeat that was not heard before the lease can lapse', async () => {
    const { posts, reporter } = await reporting(['unheard', 'unheard', 'unheard']);
    await vi.advanceTimersByTimeAsync(silenceMs + 1000);
    expect(posts).toEqual(['beat', 'beat', 'beat', 'beat']);
    await reporter.stop();
  });

  it('falls silent when the edge wants to hear no more', async () => {
    const { posts, reporter } = await reporting(['over']);
    reporter.offer(at(1));
    await vi.advanceTimersByTimeAsync(silenceMs * 4);
    expect(posts).toEqual([1]);
    await reporter.stop();
  });

  it('posts nothing once stopped', async () => {
    const { posts, reporter } = await reporting();
    await reporter.stop();
    reporter.offer(at(1));
    await vi.advanceTimersByTimeAsync(silenceMs * 2);
    expect(posts).toEqual([]);
  });
});
