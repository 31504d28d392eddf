import { createUniqueId, Index, type JSX, Show } from 'solid-js';
import { labelOfField } from '../presentation/field-words.ts';
import { blankEntry, isRemovable } from '../presentation/technique-form.ts';
import { keepFocus } from '../primitives/focus-on.ts';
import { type FieldProps, SingleField } from './single-field.tsx';

/** A field that takes several values, each in a control of its own. What is wrong with all of them is said of each. */
export function ListField(props: FieldProps): JSX.Element {
  const id = createUniqueId();
  const entries = () => [props.values[props.field.name] ?? []].flat();
  const put = (next: readonly string[]) => props.onChange(props.field.name, next);
  const error = () => props.errors[`/${props.field.name}`];
  let list!: HTMLFieldSetElement;
  let adder!: HTMLButtonElement;
  const adderNow = () => adder;
  const lastControl = () => [...list.querySelectorAll<HTMLElement>('input, select, textarea')].at(-1);
  // The last Remove goes with what it removed, and "Add one" with the last that there is room for.
  const remove = (place: number) => {
    const left = entries().filter((_, j) => j !== place);
    keepFocus(list, () => put(left), adderNow);
  };
  const add = () => {
    const all = [...entries(), blankEntry(props.field, props.manifest)];
    keepFocus(list, () => put(all), lastControl);
  };
  return (
    <fieldset class="list-field" ref={list}>
      <legend>{labelOfField(props.field.name)}</legend>
      <p class="hint">{props.field.description}</p>
      <Index each={entries()}>
        {(value, i) => (
          <SingleField
            {...props}
            value={value()}
            pointer={`/${i}`}
            faultId={error() && `${id}-error`}
            onValue={(text) => put(entries().map((old, j) => (j === i ? text : old)))}
          >
            <Show when={isRemovable(props.field, entries().length)}>
              <RemoveButton label={`Remove ${labelOfField(props.field.name)} ${i + 1}`} onPress={() => remove(i)} />
            </Show>
          </SingleField>
        )}
      </Index>
      <Show when={entries().length === 0 && props.field.default !== undefined}>
        <p class="hint">Left empty, it is {[props.field.default].flat().join(', ')}.</p>
      </Show>
      <Show when={error()}>
        <p class="error" id={`${id}-error`}>
          {error()}
        </p>
      </Show>
      <Show when={entries().length < props.field.most}>
        <button ref={adder} type="button" class="quiet" onClick={add}>
          Add one
        </button>
      </Show>
    </fieldset>
  );
}

function RemoveButton(props: { label: string; onPress(): void }): JSX.Element {
  return (
    <button type="button" class="inset" aria-label={props.label} onClick={() => props.onPress()}>
      ×
    </button>
  );
}
