/** Where a page begins to be read; one that is busy is still to come. */
const heading = 'main:not([aria-busy=true]) h1';

/** Calls back with the heading as soon as there is one. Returns the function that calls it off. */
export function makeLookout(onFound: (heading: HTMLElement) => void): () => void {
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
