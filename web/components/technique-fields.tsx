import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import type { Field } from '@manifold/shared/recipe/fields';
import { createMemo, createSignal, For, Index, type JSX, Match, Show, Switch, untrack } from 'solid-js';
import { labelsOf } from '../api/settings.ts';
import { type FormErrors, type FormValues, on } from '../api/technique-form.ts';
import type { Pictures } from '../primitives/create-pictures.ts';
import { MaskBrush } from './mask-brush.tsx';
import { NumberField } from './number-field.tsx';
import { PictureInput } from './picture-input.tsx';
import { TextField } from './text-field.tsx';

export interface TechniqueFieldsProps {
  fields: readonly Field[];
  manifest: Manifest;
  values: FormValues;
  errors: FormErrors;
  pictures: Pictures;
  onChange(name: string, value: string | readonly string[]): void;
}

/** A control for each field of a technique, made from its schema. */
export function TechniqueFields(props: TechniqueFieldsProps): JSX.Element {
  return <For each={props.fields}>{(field) => <OneField {...props} field={field} />}</For>;
}

type OneProps = TechniqueFieldsProps & { field: Field };

function OneField(props: OneProps): JSX.Element {
  return (
    <Switch fallback={<Single {...props} value={String(props.values[props.field.name] ?? '')} pointer="" />}>
      <Match when={props.field.kind === 'file'}>
        <PictureField {...props} />
      </Match>
      <Match when={props.field.isList}>
        <ListField {...props} />
      </Match>
    </Switch>
  );
}

type SingleProps = OneProps & {
  value: string;
  /** What follows the field's name in its JSON pointer. */
  pointer: string;
  /** Takes the place of the change of the whole field. */
  onValue?(value: string): void;
  children?: JSX.Element;
};

function Single(props: SingleProps): JSX.Element {
  const label = () => `${labelOf(props.field.name)}${props.pointer && ` ${Number(props.pointer.slice(1)) + 1}`}`;
  const error = () => props.errors[`/${props.field.name}${props.pointer}`];
  const put = (value: string) => (props.onValue ?? ((text: string) => props.onChange(props.field.name, text)))(value);
  return (
    <Switch>
      <Match when={props.field.kind === 'text' || props.field.kind === 'choice'}>
        <TextField
          label={label()}
          value={props.value}
          options={props.field.kind === 'choice' ? props.field.choices : labelsOf(props.manifest)}
          isRequired={props.field.isRequired || (props.field.kind === 'choice' && props.field.default !== undefined)}
          maxLength={bounds.prompt}
          error={error()}
          hint={props.pointer ? undefined : props.field.description}
          onInput={put}
        >
          {props.children}
        </TextField>
      </Match>
      <Match when={props.field.kind === 'flag'}>
        <label class="check">
          <input
            type="checkbox"
            checked={props.value === on}
            onChange={(event) => put(event.currentTarget.checked ? on : '')}
          />
          {label()}
        </label>
        <p class="hint">{error() ?? props.field.description}</p>
      </Match>
      <Match when={true}>
        <NumberField
          label={label()}
          value={props.value === '' ? undefined : Number(props.value)}
          min={props.field.minimum ?? Number.NEGATIVE_INFINITY}
          max={props.field.maximum ?? Number.POSITIVE_INFINITY}
          step={props.field.kind === 'whole' ? 1 : 0.1}
          empty={emptyOf(props.field)}
          error={error()}
          hint={props.pointer ? undefined : props.field.description}
          onInput={(number) => put(number === undefined ? '' : String(number))}
        >
          {props.children}
        </NumberField>
      </Match>
    </Switch>
  );
}

function ListField(props: OneProps): JSX.Element {
  const entries = () => [props.values[props.field.name] ?? []].flat();
  const put = (next: readonly string[]) => props.onChange(props.field.name, next);
  const blank = () => props.field.choices[0] ?? labelsOf(props.manifest)[0] ?? '';
  return (
    <fieldset class="list-field">
      <legend>{labelOf(props.field.name)}</legend>
      <p class="hint">{props.field.description}</p>
      <Index each={entries()}>
        {(value, i) => (
          <Single
            {...props}
            value={value()}
            pointer={`/${i}`}
            onValue={(text) => put(entries().map((old, j) => (j === i ? text : old)))}
          >
            <Show when={entries().length > props.field.least}>
              <button
                type="button"
                class="inset"
                aria-label={`Remove ${labelOf(props.field.name)} ${i + 1}`}
                onClick={() => put(entries().filter((_, j) => j !== i))}
              >
                ×
              </button>
            </Show>
          </Single>
        )}
      </Index>
      <Show when={props.errors[`/${props.field.name}`]}>{(error) => <p class="error">{error()}</p>}</Show>
      <Show when={entries().length < props.field.most}>
        <button type="button" class="quiet" onClick={() => put([...entries(), blank()])}>
          Add one
        </button>
      </Show>
    </fieldset>
  );
}

/** A mask is painted over the picture that it belongs to, once that is chosen; a file does as well. */
function PictureField(props: OneProps): JSX.Element {
  const { pictures } = props;
  const name = () => props.field.name;
  const [blank, wipe] = createSignal(undefined, { equals: false });
  /** Another picture, or another mask than what was painted, and there is a new brush with nothing painted. */
  const paintedOver = createMemo(() => {
    blank();
    const picture = name() === 'mask' ? pictures.of('image') : undefined;
    return picture && { ...picture };
  });
  return (
    <>
      <Show when={paintedOver()} keyed>
        {(picture) => (
          <MaskBrush
            picture={picture}
            mask={untrack(() => pictures.of(name()))}
            onChange={(mask) => pictures.choose(name(), mask)}
            onForget={() => pictures.of('image')?.url !== picture.url && pictures.drop(name())}
          />
        )}
      </Show>
      <PictureInput
        label={name() === 'mask' ? 'Mask from a file' : labelOf(name())}
        hint={props.field.description}
        picture={pictures.of(name())}
        error={pictures.faultOf(name()) ?? props.errors[`/${name()}`]}
        shown={name() !== 'image' || !props.fields.some((field) => field.name === 'mask')}
        onChoose={(file) => {
          pictures.drop(name());
          wipe();
          pictures.choose(name(), file);
        }}
        onDrop={() => {
          pictures.drop(name());
          wipe();
        }}
      />
    </>
  );
}

function emptyOf({ default: given }: Field): string {
  return given === undefined ? 'as the model has it' : String(given);
}

function labelOf(name: string): string {
  const words: Readonly<Record<string, string>> = {
    count: 'Prints',
    t: 'Timestep t',
    image: 'Picture',
    noiseLevel: 'Noise level',
    upscaleSteps: 'Steps of upscaling',
    upscaleGuidance: 'Guidance of upscaling',
  };
  return words[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}
