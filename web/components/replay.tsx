import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js';
import type { FilmControl } from './scene.tsx';

/** Milliseconds that each frame of a replayed film stands. */
const frameMs = 160;

/** Plays the film from its first step to its last, or until a hand takes it. */
export function Replay(props: { film: FilmControl }): JSX.Element {
  const [playing, setPlaying] = createSignal(false);
  createEffect(
    on(
      () => props.film.scrubs(),
      () => setPlaying(false),
    ),
  );
  createEffect(() => {
    if (!playing()) return;
    let tick = 0;
    props.film.show(tick);
    const timer = setInterval(() => {
      tick += 1;
      if (tick < props.film.length()) props.film.show(tick);
      else setPlaying(false);
    }, frameMs);
    onCleanup(() => clearInterval(timer));
  });
  // It goes as a print without a film is chosen: the others are not left half developed.
  onCleanup(() => playing() && props.film.show(undefined));
  return (
    <Show when={props.film.length() > 1}>
      <button type="button" class="quiet" onClick={() => setPlaying(!playing())}>
        {playing() ? 'Stop' : 'Replay'}
      </button>
    </Show>
  );
}
