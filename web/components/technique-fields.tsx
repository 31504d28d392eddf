import type { Field } from '@manifold/shared/recipe/fields';
import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { labelOfField, sharingHint } from '../presentation/field-words.ts';
import { createFileDrop } from '../primitives/create-file-drop.ts';
import type { Pictures } from '../primitives/create-pictures.ts';
import { ListField } from './list-field.tsx';
import { MaskBrush } from './mask-brush.tsx';
import { PictureInput } from './picture-input.tsx';
import { type FieldProps, SingleField } from './single-field.tsx';

export interface TechniqueFieldsProps extends Omit<FieldProps, 'field'> {
  fields: readonly Field[];
  pictures: Pictures;
}

/** A control for each field of a technique, made from its schema. */
export function TechniqueFields(props: TechniqueFieldsProps): JSX.Element {
  return <For each={props.fields}>{(field) => <OneField {...props} field={field} />}</For>;
}

type OneProps = TechniqueFieldsProps & { field: Field };

function OneField(props: OneProps): JSX.Element {
  return (
    <Switch fallback={<SingleField {...props} value={String(props.values[props.field.name] ?? '')} pointer="" />}>
      <Match when={props.field.kind === 'file'}>
        <PictureField {...props} />
      </Match>
      <Match when={props.field.isList}>
        <ListField {...props} />
      </Match>
    </Switch>
  );
}

/**
 * A mask is painted over the picture that it belongs to, once that is chosen; a file does as well. A file that is dropped beside
 * the fields is the picture.
 */
function PictureField(props: OneProps): JSX.Element {
  const { pictures } = props;
  const name = () => props.field.name;
  const [blank, wipe] = createSignal(undefined, { equals: false });
  /** Another picture, or no mask any more, and there is a new brush with nothing painted. */
  const paintedOver = createMemo(() => {
    blank();
    const picture = name() === 'mask' ? pictures.of('image') : undefined;
    return picture && { ...picture };
  });
  const forget = () => {
    pictures.drop(name());
    wipe();
  };
  const choose = (file: Blob) => pictures.choose(name(), file);
  if (name() !== 'mask') createFileDrop(choose);
  return (
    <>
      <Show when={paintedOver()} keyed>
        {(picture) => (
          <MaskBrush
            picture={picture}
            mask={pictures.of(name())}
            onChange={(write) => pictures.choose(name(), write)}
            onForget={() => pictures.of('image')?.url !== picture.url && pictures.drop(name())}
          />
        )}
      </Show>
      <PictureInput
        field={name()}
        label={name() === 'mask' ? 'Mask from a file' : labelOfField(name())}
        hint={props.field.description}
        sharing={name() === 'mask' ? undefined : sharingHint}
        picture={pictures.of(name())}
        fault={pictures.faultOf(name())}
        rejection={pictures.rejectionOf(name())}
        error={props.errors[`/${name()}`]}
        shown={name() !== 'image' || !props.fields.some((field) => field.name === 'mask')}
        isUploading={pictures.uploading() === name()}
        onChoose={choose}
        onDrop={forget}
        onCancel={pictures.cancel}
      />
    </>
  );
}
