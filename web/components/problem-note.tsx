import type { Problem } from '@manifold/shared/protocol/problem';
import { For, type JSX, Show } from 'solid-js';

/** A problem as the server tells it: what it is, why, and what would mend it. */
export function ProblemNote(props: { problem: Problem; of?: string; children?: JSX.Element }): JSX.Element {
  return (
    <div class="problem" role="alert">
      <h2>
        <Show when={props.of}>
          <em dir="auto">{props.of}</em>{' '}
        </Show>
        {props.problem.title}
      </h2>
      <p>{props.problem.detail}</p>
      <Show when={props.problem.errors}>
        {(errors) => (
          <ul>
            <For each={errors()}>
              {(error) => (
                <li>
                  <code>{error.pointer}</code> {error.detail}
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <div class="actions">{props.children}</div>
    </div>
  );
}
