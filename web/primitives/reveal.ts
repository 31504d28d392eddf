/**
 * Scrolls `within` as little as shows the whole of `element`. It is no `scrollIntoView`, since browsers have the Tab key go on from
 * what that is called on, and no longer from the top of the page.
 */
export function reveal(element: Element, within: Element): void {
  const [seen, wanted] = [within.getBoundingClientRect(), element.getBoundingClientRect()];
  within.scrollBy({
    left: overshoot([seen.left, seen.right], [wanted.left, wanted.right]),
    top: overshoot([seen.top, seen.bottom], [wanted.top, wanted.bottom]),
    behavior: 'instant',
  });
}

type Span = readonly [from: number, to: number];

/** How far `wanted` begins before `seen`, below zero, or else ends behind it; no further than keeps its beginning seen. */
export function overshoot(seen: Span, wanted: Span): number {
  return Math.min(0, wanted[0] - seen[0]) || Math.max(0, Math.min(wanted[1] - seen[1], wanted[0] - seen[0]));
}
