/** Turns at something scarce, given in the order in which they were asked for. */
export interface Slots {
  /** Resolves when a slot is free, with the function that gives it back. */
  acquire(): Promise<() => void>;
  /** Whether somebody waits. */
  readonly contended: boolean;
}

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
    get contended() {
      return waiting.length > 0;
    },
  };
}
