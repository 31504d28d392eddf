import { createSignal, type JSX, Show } from 'solid-js';
import { createReducedMotion } from '../primitives/create-media.ts';

/** How samples of a trained net come to be, as an animation that can be stopped; where less motion is wanted, it waits to be asked for. */
export function SamplingFilm(props: { url: string }): JSX.Element {
  const reduced = createReducedMotion();
  const [asked, setAsked] = createSignal<boolean>();
  const plays = () => asked() ?? !reduced();
  return (
    <figure class="sheet">
      <div class="paper">
        <Show when={plays()}>
          <img src={props.url} alt="The clean pictures that are predicted as a sampling run goes on" />
        </Show>
        <button type="button" class="quiet" onClick={() => setAsked(!plays())}>
          {plays() ? 'Stop the animation' : 'Play the animation'}
        </button>
        <figcaption>
          <em>From noise to samples</em>
          <span class="note">step by step</span>
        </figcaption>
      </div>
    </figure>
  );
}
