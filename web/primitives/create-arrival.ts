import { type Accessor, createEffect, on, onCleanup } from 'solid-js';
import { focusOn } from './focus-on.ts';
import { makeLookout } from './lookout.ts';

/**
 * Moves the focus to the heading of each page that is come to, so that it is read aloud and the keyboard goes on from there.
 * `page` is the same for all addresses within one: there the focus stays where it is, unless what had it has gone.
 */
export function createArrival(address: Accessor<string>, page: Accessor<string>): void {
  let before = page();
  createEffect(
    on(
      address,
      () => {
        const left = page() === before ? document.body : document.activeElement;
        before = page();
        const stop = makeLookout((found) => {
          const { activeElement } = document;
          // On narrow screens it is far down, under the prints.
          if (activeElement === left || activeElement === document.body) focusOn(found, { preventScroll: true });
        });
        onCleanup(stop);
      },
      { defer: true },
    ),
  );
}
