/** Turns at something scarce, given in the order in which they were asked for. */
export interface Slots {
  /** Resolves when a slot is free, with the function that gives it back. */
  acquire(): Promise<() => void>;
  /** Whether somebody waits. */
  contended(): Promise<boolean>;
}

/** Turns within one tab. */
export function makeSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const once = () => {
    let held = true;
    return () => {
      if (held) release();
      held = false;
    };
  };
  return {
    async acquire() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return once();
    },
    contended: async () => waiting.length > 0,
  };
}

/** What is needed of the locks that the tabs of a browser share: `navigator.locks`. */
export interface Locks {
  request(name: string, options: { signal: AbortSignal }, hold: () => Promise<void>): Promise<unknown>;
  query(): Promise<{ pending?: { name?: string }[] }>;
}

/**
 * Turns that all tabs of a browser share: each slot is a lock, and who wants one waits for all of them until the first is had.
 * A browser that is told to let the site keep nothing refuses locks too: there each tab has slots of its own.
 */
export function makeSharedSlots(name: string, count: number, locks: Locks): Slots {
  const names = Array.from({ length: count }, (_, i) => `${name}.${i}`);
  const own = makeSlots(count);
  return {
    acquire() {
      const won = new AbortController();
      return new Promise((resolve) => {
        const hold = async () => {
          // Another lock may have come before this one could be called off: it goes back at once.
          if (won.signal.aborted) return;
          won.abort();
          await new Promise<void>((release) => resolve(release));
        };
        const refused = () => {
          // Once one is had, the others are refused because they were called off.
          if (won.signal.aborted) return;
          won.abort();
          resolve(own.acquire());
        };
        for (const lock of names) locks.request(lock, { signal: won.signal }, hold).catch(refused);
      });
    },
    async contended() {
      const { pending = [] } = await locks.query().catch(() => ({ pending: [] }));
      return pending.some((lock) => names.includes(lock.name ?? '')) || own.contended();
    },
  };
}
