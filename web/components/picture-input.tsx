import { createEffect, createSignal, createUniqueId, type JSX, on, onCleanup, Show } from 'solid-js';
import { uploadingSentence } from '../api/field-words.ts';
import type { ChosenPicture } from '../canvas/read-picture.ts';

export interface PictureInputProps {
  /** Its name in the technique. */
  field: string;
  label: string;
  hint: string;
  /** What sharing a result tells of it; said once where a form takes several pictures. */
  sharing: string | undefined;
  picture: ChosenPicture | undefined;
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
  // It names the file that was chosen with it: of a picture that came otherwise, or went, it has none.
  createEffect(() => {
    if (input.files?.[0] !== props.picture?.blob) input.value = '';
  });
  const remove = () => {
    props.onDrop();
    // The button goes with the picture.
    input.focus();
  };
  const cancel = () => {
    props.onCancel();
    setSaid('The upload was cancelled.');
  };
  /** The button goes with the upload, whether it is cancelled or done. */
  const leaveToInput = (button: HTMLElement) => onCleanup(() => document.activeElement === button && input.focus());
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
      <label for={id}>{props.label}</label>
      <Show when={props.shown && props.picture}>
        {(picture) => <img src={picture().url} alt={`${props.label}, as chosen`} />}
      </Show>
      <div class="picture-file">
        <input
          ref={input}
          id={id}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          aria-invalid={props.error ? 'true' : undefined}
          aria-describedby={`${id}-hint ${id}-error`}
          onChange={(event) => take(event.currentTarget.files)}
        />
        <Show when={props.picture}>
          {(picture) => (
            <>
              <span class="aside-note">
                {picture().width} × {picture().height}
              </span>
              <Show
                when={props.isUploading}
                fallback={
                  <button type="button" class="link" onClick={remove}>
                    remove
                  </button>
                }
              >
                <button type="button" class="link" ref={leaveToInput} onClick={cancel}>
                  cancel upload
                </button>
              </Show>
            </>
          )}
        </Show>
      </div>
      <p class="unseen" role="status">
        {said()}
      </p>
      <p class="hint" id={`${id}-hint`}>
        {props.hint} {props.sharing}
      </p>
      <p class="error" id={`${id}-error`} role="alert" hidden={!props.error}>
        {props.error}
      </p>
    </fieldset>
  );
}
