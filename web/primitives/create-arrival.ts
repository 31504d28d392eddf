import { type Accessor, createEffect, on, onCleanup } from 'solid-js';
import { focusOn } from './focus-on.ts';

/** Where a page begins to be read; one that is busy is still to come. */
const heading = 'main:not([aria-busy=true]) h1';

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

/** Calls back with the heading as soon as there is one. Returns the function that calls it off. */
function makeLookout(onFound: (heading: HTMLElement) => void): () => void {
  const look = () => {
    const found = document.querySelector<HTMLElement>(heading);
    if (!found) return;
    watch.disconnect();
    onFound(found);
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ['aria-busy'] });
  // Other effects of the same change may still clear the page.
  queueMicrotask(look);
  return () => watch.disconnect();
}
