import { createEffect, createSignal, createUniqueId, type JSX, on, onCleanup, Show } from 'solid-js';
import type { ChosenPicture } from '../canvas/read-picture.ts';
import { rejectedSentence, uploadingSentence } from '../presentation/field-words.ts';

export interface PictureInputProps {
  /** Its name in the technique. */
  field: string;
  label: string;
  hint: string;
  /** What sharing a result tells of it; said once where a form takes several pictures. */
  sharing: string | undefined;
  picture: ChosenPicture | undefined;
  /** What is wrong with what was chosen, as it is found here: nothing else tells of it. */
  fault: string | undefined;
  /** What is wrong with a file that was chosen since, while the picture stays. */
  rejection: string | undefined;
  /** What is wrong with the field besides. */
  error: string | undefined;
  /** Whether the chosen picture is shown here. */
  shown: boolean;
  /** Whether it is on its way to the server. */
  isUploading: boolean;
  onChoose(file: Blob): void;
  onDrop(): void;
  onCancel(): void;
}

/** A picture from a file: chosen, or dropped on the field. */
export function PictureInput(props: PictureInputProps): JSX.Element {
  const id = createUniqueId();
  const [over, setOver] = createSignal(false);
  /** What is read aloud of the upload. */
  const [said, setSaid] = createSignal('');
  createEffect(
    on([() => props.isUploading, () => props.picture], ([isUploading]) =>
      setSaid(isUploading ? uploadingSentence(props.field) : ''),
    ),
  );
  let input!: HTMLInputElement;
  let chooser!: HTMLButtonElement;
  const error = () => props.fault ?? props.error;
  const told = () =>
    [props.rejection && rejectedSentence(props.rejection, props.field), error()].filter(Boolean).join(' ');
  const remove = () => {
    props.onDrop();
    // The button goes with the picture.
    chooser.focus();
  };
  const cancel = () => {
    props.onCancel();
    setSaid('The upload was cancelled.');
  };
  /** The button goes with the upload, whether it is cancelled or done. */
  const leaveToChooser = (button: HTMLElement) => onCleanup(() => document.activeElement === button && chooser.focus());
  const take = (files: FileList | null | undefined) => files?.[0] && props.onChoose(files[0]);
  return (
    <fieldset
      class="field picture-input"
      aria-label={`${props.label}: choose or drop a file`}
      data-over={over() ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <label for={id} id={`${id}-label`}>
        {props.label}
      </label>
      <Show when={props.shown && props.picture}>
        {(picture) => <img src={picture().url} alt={`${props.label}, as chosen`} />}
      </Show>
      <div class="picture-file">
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          onChange={() => {
            take(input.files);
            // The same file may be chosen again once it was mended.
            input.value = '';
          }}
        />
        <button
          ref={chooser}
          type="button"
          class="quiet"
          id={id}
          aria-labelledby={`${id}-label ${id}`}
          aria-invalid={error() ? 'true' : undefined}
          aria-describedby={`${id}-chosen ${id}-hint ${id}-error`}
          onClick={() => input.click()}
        >
          Choose a file
        </button>
        <span class="aside-note" id={`${id}-chosen`} role="status">
          {chosenText(props.picture)}
        </span>
        <Show when={props.picture}>
          <Show
            when={props.isUploading}
            fallback={
              <button type="button" class="link" onClick={remove}>
                remove
              </button>
            }
          >
            <button type="button" class="link" ref={leaveToChooser} onClick={cancel}>
              cancel upload
            </button>
          </Show>
        </Show>
      </div>
      <p class="unseen" role="status">
        {said()}
      </p>
      <p class="hint" id={`${id}-hint`}>
        {props.hint} {props.sharing}
      </p>
      <p class="error" id={`${id}-error`} role={props.fault || props.rejection ? 'alert' : undefined} hidden={!told()}>
        {told()}
      </p>
    </fieldset>
  );
}

/** What was chosen: a file by its name, which one that was painted or pasted may not have, and its sides. */
function chosenText(picture: ChosenPicture | undefined): string {
  if (!picture) return '';
  const { blob, width, height } = picture;
  const name = blob instanceof File ? blob.name : '';
  return [name, `${width} × ${height}`].filter(Boolean).join(', ');
}
