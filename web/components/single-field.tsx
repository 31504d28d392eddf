import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';
import type { Field } from '@manifold/shared/recipe/fields';
import { type JSX, Match, Switch } from 'solid-js';
import { labelOfField } from '../presentation/field-words.ts';
import { labelsOf } from '../presentation/settings.ts';
import { type FormErrors, type FormValues, on } from '../presentation/technique-form.ts';
import { FlagField } from './flag-field.tsx';
import { NumberField } from './number-field.tsx';
import { TextField } from './text-field.tsx';

export interface FieldProps {
  field: Field;
  manifest: Manifest;
  values: FormValues;
  errors: FormErrors;
  onChange(name: string, value: string | readonly string[]): void;
}

export interface SingleFieldProps extends FieldProps {
  value: string;
  /** What follows the field's name in its JSON pointer: of an entry of a list, its place. */
  pointer: string;
  /** Takes the place of the change of the whole field. */
  onValue?(value: string): void;
  /** Id of what is wrong with the list that it is an entry of. */
  faultId?: string | undefined;
  children?: JSX.Element;
}

/** One value of a technique: a field, or an entry of one that is a list. */
export function SingleField(props: SingleFieldProps): JSX.Element {
  const label = () => labelOfField(props.field.name) + (props.pointer && ` ${Number(props.pointer.slice(1)) + 1}`);
  const shared = () => ({
    error: props.errors[`/${props.field.name}${props.pointer}`],
    hint: props.pointer ? undefined : props.field.description,
    faultId: props.faultId,
  });
  const put = (value: string) => (props.onValue ?? ((text: string) => props.onChange(props.field.name, text)))(value);
  return (
    <Switch>
      <Match when={props.field.kind === 'text' || props.field.kind === 'choice'}>
        <TextField
          {...shared()}
          label={label()}
          value={props.value}
          options={props.field.kind === 'choice' ? props.field.choices : labelsOf(props.manifest)}
          isRequired={props.field.isRequired || (props.field.kind === 'choice' && props.field.default !== undefined)}
          maxLength={bounds.prompt}
          onInput={put}
        >
          {props.children}
        </TextField>
      </Match>
      <Match when={props.field.kind === 'flag'}>
        <FlagField {...shared()} label={label()} isSet={props.value === on} onInput={(set) => put(set ? on : '')} />
      </Match>
      <Match when={true}>
        <NumberField
          {...shared()}
          label={label()}
          value={props.value === '' ? undefined : Number(props.value)}
          min={props.field.minimum ?? Number.NEGATIVE_INFINITY}
          max={props.field.maximum ?? Number.POSITIVE_INFINITY}
          step={props.field.kind === 'whole' ? 1 : 0.1}
          empty={props.pointer ? '' : emptyOf(props.field)}
          onInput={(number) => put(number === undefined ? '' : String(number))}
        >
          {props.children}
        </NumberField>
      </Match>
    </Switch>
  );
}

/** What an empty field comes to, where it is not as usual. */
const empties: Readonly<Record<string, string>> = { seed: 'random', strength: 'none', kernel: '16 sigma' };

function emptyOf({ name, default: given }: Field): string {
  return given === undefined ? (empties[name] ?? 'as usual') : String(given);
}
