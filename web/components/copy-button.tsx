import { createSignal, type JSX, onCleanup } from 'solid-js';

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

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** For pages that are served without TLS, where browsers offer no clipboard. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}
