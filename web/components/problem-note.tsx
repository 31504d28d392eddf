import type { FieldError, Problem } from '@manifold/shared/protocol/problem';
import { For, type JSX, Show } from 'solid-js';
import { detailText, errorText, furtherErrors } from '../presentation/problem-view.ts';

export interface ProblemNoteProps {
  problem: Problem;
  of?: string;
  /** Whether it is read aloud as it appears; what another region announces would be read twice. */
  isAlert: boolean;
  /** Whether what is wrong with a field stands beside it. */
  isBeside?(error: FieldError): boolean;
  children?: JSX.Element;
}

/** A problem as the server tells it: what it is, why, and what would mend it. */
export function ProblemNote(props: ProblemNoteProps): JSX.Element {
  const errors = () => furtherErrors(props.problem).filter((error) => !props.isBeside?.(error));
  return (
    <div class="problem" role={props.isAlert ? 'alert' : undefined}>
      <h2>
        <Show when={props.of}>
          <em dir="auto">{props.of}</em>{' '}
        </Show>
        {props.problem.title}
      </h2>
      <p>{detailText(props.problem, errors())}</p>
      <Show when={errors().length > 0}>
        <ul>
          <For each={errors()}>{(error) => <li>{errorText(error)}</li>}</For>
        </ul>
      </Show>
      <div class="actions">{props.children}</div>
    </div>
  );
}
