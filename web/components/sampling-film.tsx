import { createSignal, type JSX, Show } from 'solid-js';
import { createReducedMotion } from '../primitives/create-media.ts';

/** How samples of a trained net come to be, as an animation; where less motion is wanted, it plays once it is asked for. */
export function SamplingFilm(props: { url: string }): JSX.Element {
  const reduced = createReducedMotion();
  const [asked, setAsked] = createSignal(false);
  return (
    <figure class="sheet">
      <div class="paper">
        <Show
          when={asked() || !reduced()}
          fallback={
            <button type="button" class="quiet" onClick={() => setAsked(true)}>
              Play the animation
            </button>
          }
        >
          <img src={props.url} alt="The clean pictures that are predicted as a sampling run goes on" />
        </Show>
        <figcaption>
          <em>From noise to samples</em>
          <span class="note">step by step</span>
        </figcaption>
      </div>
    </figure>
  );
}
