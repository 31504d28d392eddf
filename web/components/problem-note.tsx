import type { Problem } from '@manifold/shared/protocol/problem';
import { For, type JSX, Show } from 'solid-js';
import { labelOfPointer } from '../api/field-words.ts';
import { furtherErrors } from '../api/problem-view.ts';
import { sentence } from '../api/words.ts';

export interface ProblemNoteProps {
  problem: Problem;
  of?: string;
  /** Whether it is read aloud as it appears; what another region announces would be read twice. */
  isAlert: boolean;
  /** Whether what is wrong with a field, by its JSON pointer, stands elsewhere on the page. */
  isBeside?(pointer: string): boolean;
  children?: JSX.Element;
}

/** A problem as the server tells it: what it is, why, and what would mend it. */
export function ProblemNote(props: ProblemNoteProps): JSX.Element {
  const errors = () => furtherErrors(props.problem).filter(({ pointer }) => !props.isBeside?.(pointer));
  return (
    <div class="problem" role={props.isAlert ? 'alert' : undefined}>
      <h2>
        <Show when={props.of}>
          <em dir="auto">{props.of}</em>{' '}
        </Show>
        {props.problem.title}
      </h2>
      <p>{sentence(props.problem.detail)}</p>
      <Show when={errors().length > 0}>
        <ul>
          <For each={errors()}>
            {({ pointer, detail }) => <li>{[labelOfPointer(pointer), sentence(detail)].filter(Boolean).join(': ')}</li>}
          </For>
        </ul>
      </Show>
      <div class="actions">{props.children}</div>
    </div>
  );
}
