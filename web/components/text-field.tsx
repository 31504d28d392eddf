import { createUniqueId, For, type JSX, Show } from 'solid-js';
import { lengthText } from '../presentation/words.ts';
import { Icon } from './icon.tsx';

export interface TextFieldProps {
  label: string;
  value: string;
  /** Where there are only so many words to choose from, those; the empty one is offered when `isRequired` is not set. */
  options: readonly string[];
  isRequired: boolean;
  /** Most characters; how many there are is told from near it on, and nothing is cut. */
  maxLength: number;
  error: string | undefined;
  hint?: string | undefined;
  /** Id of what is said elsewhere to be wrong with it and others together. */
  faultId?: string | undefined;
  onInput(value: string): void;
  children?: JSX.Element;
}

/** Words that a person writes, or picks where the bundle knows labels. */
export function TextField(props: TextFieldProps): JSX.Element {
  const id = createUniqueId();
  const length = () => lengthText(props.value, props.maxLength);
  const isTooLong = () => props.value.length > props.maxLength;
  const described = () => ({
    'aria-invalid': props.error || props.faultId || isTooLong() ? ('true' as const) : undefined,
    'aria-describedby':
      [props.error && `${id}-error`, props.faultId, length() && `${id}-count`, props.hint && `${id}-hint`]
        .filter(Boolean)
        .join(' ') || undefined,
  });
  return (
    <div class="field prompt">
      <label for={id}>{props.label}</label>
      <div class="box">
        <Show
          when={props.options.length > 0}
          fallback={
            <textarea
              id={id}
              dir="auto"
              rows={2}
              value={props.value}
              {...described()}
              onInput={(event) => props.onInput(event.currentTarget.value)}
            />
          }
        >
          <select
            id={id}
            value={props.value}
            {...described()}
            onChange={(event) => props.onInput(event.currentTarget.value)}
          >
            <Show when={!props.isRequired}>
              <option value="" selected={props.value === ''}>
                nothing in particular
              </option>
            </Show>
            <For each={props.options}>
              {(option) => (
                <option value={option} selected={props.value === option}>
                  {option}
                </option>
              )}
            </For>
          </select>
          <Icon name="chevron" />
        </Show>
        {props.children}
      </div>
      <Show when={length()}>
        <p class={isTooLong() ? 'error count' : 'hint'} id={`${id}-count`}>
          {length()}
        </p>
      </Show>
      <Show when={props.hint}>
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      </Show>
      <Show when={props.error}>
        <p class="error" id={`${id}-error`}>
          {props.error}
        </p>
      </Show>
    </div>
  );
}
