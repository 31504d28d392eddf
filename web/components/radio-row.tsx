import { createUniqueId, For, type JSX, Show } from 'solid-js';

export interface RadioRowProps<T extends string> {
  legend: string;
  aside?: string;
  options: readonly T[];
  chosen: T;
  error: string | undefined;
  /** How the row is laid out: many numerals, or a few drawings. */
  look: 'numerals' | 'drawings';
  /** The name of an option, where what it shows is no text. */
  nameOf?(option: T): string;
  onChange(chosen: T): void;
  children(option: T): JSX.Element;
}

/** One choice of a few, side by side. */
export function RadioRow<T extends string>(props: RadioRowProps<T>): JSX.Element {
  const id = createUniqueId();
  return (
    <fieldset class="digits" aria-describedby={props.error ? `${id}-error` : undefined}>
      <legend>
        {props.legend}
        <Show when={props.aside}>
          {' '}
          <span class="aside-note">{props.aside}</span>
        </Show>
      </legend>
      <div class="radio-row" data-look={props.look}>
        <For each={props.options}>
          {(option) => (
            <label>
              <input
                type="radio"
                name={id}
                value={option}
                checked={props.chosen === option}
                aria-label={props.nameOf?.(option)}
                onChange={() => props.onChange(option)}
              />
              {props.children(option)}
            </label>
          )}
        </For>
      </div>
      <Show when={props.error}>
        <p class="error" id={`${id}-error`}>
          {props.error}
        </p>
      </Show>
    </fieldset>
  );
}
