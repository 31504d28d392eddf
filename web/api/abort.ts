/**
 * Aborts `inner` with `outer`, as `AbortSignal.any` would, which Safari has only from 17.4 on. Once `inner` was aborted,
 * nothing is left on `outer`.
 */
export function abortWith(inner: AbortController, outer: AbortSignal): void {
  if (outer.aborted) inner.abort();
  outer.addEventListener('abort', () => inner.abort(), { signal: inner.signal });
}
