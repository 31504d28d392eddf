import { createUniqueId, type JSX } from 'solid-js';

export interface FlagFieldProps {
  label: string;
  isSet: boolean;
  error: string | undefined;
  hint: string | undefined;
  onInput(isSet: boolean): void;
}

/** What is asked for or not. */
export function FlagField(props: FlagFieldProps): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={props.isSet}
          aria-invalid={props.error ? 'true' : undefined}
          aria-describedby={id}
          onChange={(event) => props.onInput(event.currentTarget.checked)}
        />
        {props.label}
      </label>
      <p id={id} class={props.error ? 'error' : 'hint'}>
        {props.error ?? props.hint}
      </p>
    </div>
  );
}
