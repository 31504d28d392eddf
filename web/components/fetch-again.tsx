import { type JSX, Show } from 'solid-js';
import type { Lost } from '../primitives/create-lost.ts';
import { leaveFocus } from '../primitives/focus-on.ts';

/** A button in the place of its children, while there is something that could not be had. */
export function FetchAgain(props: { lost: readonly Lost[]; children?: JSX.Element }): JSX.Element {
  const retry = () => {
    for (const lost of props.lost) lost.retry();
  };
  return (
    <Show when={props.lost.some((lost) => lost.any())} fallback={props.children}>
      <button type="button" class="link" ref={leaveFocus} onClick={retry}>
        Fetch again
      </button>
    </Show>
  );
}
