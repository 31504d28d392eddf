export interface Silence {
  /** Begins to wait anew. */
  broken(): void;
  stop(): void;
  /** Whether it lasted so long that `act` was called. */
  isOver(): boolean;
}

/** Calls `act` once nothing broke the silence for `ms`, or for `firstMs` at its start. */
export function makeSilence(firstMs: number, ms: number, act: () => void): Silence {
  let over = false;
  const end = () => {
    over = true;
    act();
  };
  let timer = setTimeout(end, firstMs);
  const stop = () => clearTimeout(timer);
  const broken = () => {
    stop();
    timer = setTimeout(end, ms);
  };
  return { broken, stop, isOver: () => over };
}
