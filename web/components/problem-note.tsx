import type { Problem } from '@manifold/shared/protocol/problem';
import { For, type JSX, Show } from 'solid-js';
import { furtherErrors } from '../api/problem-view.ts';

export interface ProblemNoteProps {
  problem: Problem;
  of?: string;
  /** Whether it is read aloud as it appears; what another region announces would be read twice. */
  isAlert: boolean;
  children?: JSX.Element;
}

/** A problem as the server tells it: what it is, why, and what would mend it. */
export function ProblemNote(props: ProblemNoteProps): JSX.Element {
  return (
    <div class="problem" role={props.isAlert ? 'alert' : undefined}>
      <h2>
        <Show when={props.of}>
          <em dir="auto">{props.of}</em>{' '}
        </Show>
        {props.problem.title}
      </h2>
      <p>{props.problem.detail}</p>
      <Show when={furtherErrors(props.problem).length > 0}>
        <ul>
          <For each={furtherErrors(props.problem)}>
            {(error) => (
              <li>
                <code>{error.pointer}</code> {error.detail}
              </li>
            )}
          </For>
        </ul>
      </Show>
      <div class="actions">{props.children}</div>
    </div>
  );
}
