import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Whether a media query holds, now and later. */
export function createMedia(query: string): Accessor<boolean> {
  const list = matchMedia(query);
  const [matches, setMatches] = createSignal(list.matches);
  const update = () => setMatches(list.matches);
  list.addEventListener('change', update);
  onCleanup(() => list.removeEventListener('change', update));
  return matches;
}

export function createReducedMotion(): Accessor<boolean> {
  return createMedia('(prefers-reduced-motion: reduce)');
}
