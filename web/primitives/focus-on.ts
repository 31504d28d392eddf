/** Moves the focus to what is no control, for the keyboard to go on from there. */
export function focusOn(element: HTMLElement | null, options?: FocusOptions): void {
  if (!element) return;
  element.tabIndex = -1;
  element.focus(options);
}
