import { onCleanup } from 'solid-js';

/** Tells whether the part of the page that called it is still there: an answer may come after it has gone. */
export function createPresence(): () => boolean {
  let isHere = true;
  onCleanup(() => {
    isHere = false;
  });
  return () => isHere;
}
