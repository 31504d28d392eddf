import { leaseSeconds } from '@manifold/shared/protocol/lease';
import { backoff, type Clock } from './clock.ts';

/** Milliseconds over which progress is coalesced: of the steps within, only the latest is posted. */
export const coalesceMs = 150;

/** Milliseconds of silence after which a bare heartbeat renews the lease. */
export const silenceMs = 5_000;

/** Longest wait after a failed post, in milliseconds: several tries fit a lease's life. */
const longestWait = leaseSeconds * 150;

/** What became of a post: the edge heard it, or did not or refused it, or wants to hear no more. */
export type Heard = 'heard' | 'unheard' | 'over';

export interface ReporterOptions<T> {
  /** Posts progress, or a bare heartbeat when there is none. */
  readonly post: (step: T | undefined) => Promise<Heard>;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Reporter<T> {
  /** Takes note of a step; a later one replaces it if it has not been posted by then. */
  offer(step: T): void;
  /** Ends reporting; resolves when no post is under way any more. Steps not yet posted are dropped. */
  stop(): Promise<void>;
}

/**
 * Keeps a lease alive and its progress told, one post at a time, until it is stopped or the edge wants to hear no more. It
 * begins with a heartbeat: should the work end this process before its first step, the edge knows that it had begun.
 */
export function startReporter<T>(options: ReporterOptions<T>): Reporter<T> {
  const box = latest<T>();
  const stopping = new AbortController();
  const finished = report(box, stopping.signal, options);
  return {
    offer: box.put,
    stop: () => {
      stopping.abort();
      return finished;
    },
  };
}

async function report<T>(
  box: Latest<T>,
  signal: AbortSignal,
  { post, clock, random }: ReporterOptions<T>,
): Promise<void> {
  let unheard = 0;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    if (unheard === 0 && !isFirst) await box.arrival(silenceMs, clock, signal);
    if (signal.aborted) return;
    const postedAt = clock.now();
    const step = box.take();
    const heard = await post(step);
    if (heard === 'over') return;
    unheard = heard === 'heard' ? 0 : unheard + 1;
    if (unheard > 0) box.putBack(step);
    const rest = step === undefined ? 0 : coalesceMs - (clock.now() - postedAt);
    await clock.sleep(unheard > 0 ? backoff(unheard, random, coalesceMs, longestWait) : rest, signal);
  }
}

type Latest<T> = ReturnType<typeof latest<T>>;

/** A box that holds one thing: what is put in replaces what was there. */
function latest<T>() {
  let held: T | undefined;
  let arrived = new AbortController();
  const put = (value: T): void => {
    held = value;
    arrived.abort();
  };
  return {
    put,
    /** Puts something back, unless something newer has come. */
    putBack(value: T | undefined): void {
      if (held === undefined && value !== undefined) put(value);
    },
    take(): T | undefined {
      const value = held;
      held = undefined;
      arrived = new AbortController();
      return value;
    },
    /** Resolves when something is in the box, after `ms`, or when `signal` aborts. */
    arrival(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
      return clock.sleep(ms, AbortSignal.any([arrived.signal, signal]));
    },
  };
}
