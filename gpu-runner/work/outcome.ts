/**
 * What came of a request to the edge. `stale` (409): another attempt holds the lease. `unauthorised` (401): the secret is
 * wrong. `refused`: any other 4xx, which trying again would not mend. `unreachable`: no answer, or one which it might.
 * `aborted`: the caller's own signal.
 */
export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | Refusal;

export type Refusal =
  | { readonly kind: 'stale' | 'unauthorised' | 'refused'; readonly detail: string }
  | {
      readonly kind: 'unreachable';
      readonly detail: string;
      /** Milliseconds that the edge asked to wait (Retry-After). */
      readonly retryAfter?: number;
    }
  | { readonly kind: 'aborted' };

export function ok<T>(value: T): Outcome<T> {
  return { kind: 'ok', value };
}

/** The refusal in words, for the log. */
export function describe(refusal: Refusal): string {
  return refusal.kind === 'aborted' ? 'aborted' : `${refusal.kind}: ${refusal.detail}`;
}
