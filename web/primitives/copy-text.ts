/** Copies a text, where that is allowed, and tells whether it was. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** For pages that are served without TLS, where browsers offer no clipboard. */
function copyBySelection(text: string): boolean {
  const { activeElement } = document;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  // The selection took the focus along.
  (activeElement as HTMLElement | null)?.focus({ preventScroll: true });
  return copied;
}
