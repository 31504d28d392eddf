import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';

/** Milliseconds since the epoch, each second while `running`. */
export function createClock(running: Accessor<boolean>): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  createEffect(() => {
    if (!running()) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    onCleanup(() => clearInterval(timer));
  });
  return now;
}
