import { onCleanup } from 'solid-js';

/** Moves the focus to what is no control, for the keyboard to go on from there. */
export function focusOn(element: HTMLElement | null, options?: FocusOptions): void {
  if (!element) return;
  element.tabIndex = -1;
  element.focus(options);
}

/** Has a button of a bar that goes while it has the focus leave it to the bar: the keyboard goes on from there. */
export function leaveFocus(button: HTMLElement): void {
  onCleanup(() => {
    if (document.activeElement === button) focusOn(button.closest('.bar'));
  });
}
