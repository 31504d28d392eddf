import { For, type JSX, Show } from 'solid-js';

export interface DigitPickerProps {
  labels: readonly string[];
  chosen: readonly string[];
  error: string | undefined;
  onChange(chosen: string[]): void;
}

/** The labels of a bundle as toggles; the chosen ones keep the bundle's order. */
export function DigitPicker(props: DigitPickerProps): JSX.Element {
  const toggle = (label: string) => {
    const has = props.chosen.includes(label);
    props.onChange(props.labels.filter((other) => (other === label ? !has : props.chosen.includes(other))));
  };
  return (
    <fieldset class="digits" aria-describedby={props.error ? 'digits-error' : undefined}>
      <legend>
        Digit <span class="aside-note">one job each</span>
      </legend>
      <div class="digit-row">
        <For each={props.labels}>
          {(label) => (
            <button type="button" aria-pressed={props.chosen.includes(label)} onClick={() => toggle(label)}>
              {label}
            </button>
          )}
        </For>
      </div>
      <Show when={props.error}>
        <p class="error" id="digits-error">
          {props.error}
        </p>
      </Show>
    </fieldset>
  );
}
