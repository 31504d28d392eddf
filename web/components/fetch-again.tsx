import { type JSX, Show } from 'solid-js';
import type { Lost } from '../primitives/create-lost.ts';
import { leaveFocus } from '../primitives/focus-on.ts';

/** A button in the place of its children, while there is something that could not be had. */
export function FetchAgain(props: { lost: Lost; children?: JSX.Element }): JSX.Element {
  return (
    <Show when={props.lost.any()} fallback={props.children}>
      <button type="button" class="link" ref={leaveFocus} onClick={() => props.lost.retry()}>
        Fetch again
      </button>
    </Show>
  );
}
