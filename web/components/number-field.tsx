import { createEffect, createUniqueId, type JSX, Show } from 'solid-js';

export interface NumberFieldProps {
  label: string;
  /** A sign after the label, such as the field's symbol. */
  sign?: string;
  /** NaN shows what was typed; undefined shows an empty field. */
  value: number | undefined;
  min: number;
  max: number;
  step: number;
  /** Range of a slider below, where the field has one. */
  slider?: { min: number; max: number; step: number };
  /** What an empty field stands for; without it, an empty field is NaN. */
  empty?: string;
  error: string | undefined;
  hint?: string | undefined;
  /** Id of what is said elsewhere to be wrong with it and others together. */
  faultId?: string | undefined;
  onInput(value: number | undefined): void;
  children?: JSX.Element;
}

/** A number with its label, its error beside it and, where it has a natural range, a slider for the same value. */
export function NumberField(props: NumberFieldProps): JSX.Element {
  const id = createUniqueId();
  const read = (input: HTMLInputElement) => {
    if (input.value === '' && !input.validity.badInput && props.empty !== undefined) props.onInput(undefined);
    else props.onInput(input.valueAsNumber);
  };
  const described = () =>
    [props.error && `${id}-error`, props.faultId, props.hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div class="field" classList={{ 'with-slider': props.slider !== undefined }}>
      <label for={id}>
        {props.label}
        <Show when={props.sign}>
          <i aria-hidden="true"> {props.sign}</i>
        </Show>
      </label>
      <div class="box">
        <NumberInput id={id} field={props} described={described()} onRead={read} />
        {props.children}
      </div>
      <Show when={props.slider}>{(slider) => <Slider field={props} range={slider()} />}</Show>
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

interface NumberInputProps {
  id: string;
  field: NumberFieldProps;
  described: string;
  onRead(input: HTMLInputElement): void;
}

function NumberInput(props: NumberInputProps): JSX.Element {
  let input!: HTMLInputElement;
  createEffect(() => {
    const { value } = props.field;
    // What is being typed stays as it is typed: "1." and "-" are on the way to numbers.
    if (Number.isNaN(value) || Object.is(input.valueAsNumber, value ?? Number.NaN)) return;
    input.value = value === undefined ? '' : String(value);
  });
  return (
    <input
      ref={input}
      id={props.id}
      type="number"
      inputmode={keypadOf(props.field.min)}
      min={props.field.min}
      max={props.field.max}
      step={props.field.step}
      placeholder={props.field.empty}
      aria-invalid={props.field.error || props.field.faultId ? 'true' : undefined}
      aria-describedby={props.described || undefined}
      onInput={(event) => props.onRead(event.currentTarget)}
    />
  );
}

/** The keypad for decimals has no minus on an iPhone. */
function keypadOf(least: number): 'decimal' | undefined {
  return least >= 0 ? 'decimal' : undefined;
}

function Slider(props: { field: NumberFieldProps; range: { min: number; max: number; step: number } }): JSX.Element {
  let input!: HTMLInputElement;
  createEffect(() => {
    const { min, max } = props.range;
    const value = Math.min(max, Math.max(min, props.field.value || 0));
    input.value = String(value);
    input.style.setProperty('--filled', `${(100 * (value - min)) / (max - min)}%`);
  });
  return (
    <input
      ref={input}
      type="range"
      min={props.range.min}
      max={props.range.max}
      step={props.range.step}
      aria-label={`${props.field.label}, slider`}
      onInput={(event) => props.field.onInput(event.currentTarget.valueAsNumber)}
    />
  );
}
