import { onCleanup } from 'solid-js';
import { makeLookout } from './lookout.ts';

/** Moves the focus to what is no control, for the keyboard to go on from there. */
export function focusOn(element: HTMLElement | null, options?: FocusOptions): void {
  if (!element) return;
  element.tabIndex = -1;
  element.focus(options);
}

/** Has the focus that `act` takes away with what had it in a group go to `heir`: the keyboard stays in the group. */
export function keepFocus(group: HTMLElement, act: () => void, heir: () => HTMLElement | undefined): void {
  const hasFocus = () => group.contains(document.activeElement);
  const hadFocus = hasFocus();
  act();
  if (hadFocus && !hasFocus()) heir()?.focus();
}

/**
 * Has a button that goes while it has the focus leave it to its bar, print or film, whose slider answers keys, or, where there is none
 * any more, to the heading of what comes: the keyboard goes on from there.
 */
export function leaveFocus(button: HTMLElement): void {
  onCleanup(() => {
    if (document.activeElement !== button) return;
    const place = button.closest<HTMLElement>('.bar, .sheet, .film');
    const slider = place?.querySelector<HTMLElement>('[role=slider]');
    if (slider) slider.focus();
    else focusOn(place);
    makeLookout((heading) => {
      if (document.activeElement === document.body) focusOn(heading, { preventScroll: true });
    });
  });
}
