import { createSignal, type JSX, onCleanup } from 'solid-js';
import { copyText } from '../primitives/copy-text.ts';

/** Copies a text, and says so for a moment. */
export function CopyButton(props: { text: string; label: string }): JSX.Element {
  const [said, setSaid] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async () => {
    const copied = await copyText(props.text);
    setSaid(copied ? 'Copied' : 'Copying is not allowed here');
    clearTimeout(timer);
    timer = setTimeout(() => setSaid(undefined), 1600);
  };
  return (
    <button type="button" class="quiet" onClick={copy}>
      <span aria-live="polite">{said() ?? props.label}</span>
    </button>
  );
}
