import type { Digest } from '@manifold/shared/image/digest';
import { type FieldError, type Problem, problem } from '@manifold/shared/protocol/problem';
import { shortened } from '@manifold/shared/recipe/shortened';

/** Why a request is refused, as the domain says it. */
export type Refusal =
  | { reason: 'unsupported-media-type' }
  | { reason: 'encoded'; encoding: string }
  | { reason: 'body-too-large'; limit: number }
  | { reason: 'body-broken-off' }
  | { reason: 'malformed-json' }
  | { reason: 'invalid-request'; errors: FieldError[] }
  | { reason: 'unknown-bundle'; pointer: string; name: string; served: string[] }
  | { reason: 'idempotency-mismatch' }
  | { reason: 'not-found'; what: string }
  | { reason: 'method-not-allowed'; method: string; allowed: string[] }
  | { reason: 'unauthorised' }
  | { reason: 'not-the-operator'; isWrong: boolean }
  | { reason: 'not-open' }
  | { reason: 'stale-attempt' }
  | { reason: 'not-an-image' }
  | { reason: 'not-a-picture'; fault: string }
  | { reason: 'digest-mismatch'; found: Digest }
  | { reason: 'images-missing'; missing: Missing[] };

/** What a completion names and nobody uploaded. */
export interface Missing {
  pointer: string;
  digest: Digest;
}

export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export function refused(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
}

/** The one place where a reason becomes what a client reads. */
export function problemOf(refusal: Refusal): Problem {
  switch (refusal.reason) {
    case 'unsupported-media-type':
      return problem('unsupported-media-type', 'send JSON, with the header Content-Type: application/json');
    case 'encoded':
      return problem(
        'unsupported-media-type',
        `the body is encoded (Content-Encoding: ${shortened(refusal.encoding, 40)}), which is not taken here; send it as it is`,
      );
    case 'body-too-large':
      return problem('body-too-large', `the body may have at most ${refusal.limit} bytes`);
    case 'body-broken-off':
      return problem('body-broken-off', 'the body broke off before its end; send it again');
    case 'malformed-json':
      return problem('malformed-json', 'the body must be one JSON value in UTF-8');
    case 'invalid-request':
      return problem('invalid-request', 'some fields are not right; `errors` says which and why', refusal.errors);
    case 'unknown-bundle':
      return unknownBundle(refusal.name, refusal.pointer, refusal.served);
    case 'idempotency-mismatch':
      return problem('idempotency-mismatch', 'this Idempotency-Key came with another body before; use a new key');
    case 'not-found':
      return problem('not-found', refusal.what);
    case 'method-not-allowed':
      return problem(
        'method-not-allowed',
        `${refusal.method} is not for this address; use ${refusal.allowed.join(', ')}`,
      );
    case 'unauthorised':
      return problem('unauthorised', "send the runner's secret, with the header Authorization: Bearer ...");
    case 'not-the-operator':
      return problem(
        'unauthorised',
        `${refusal.isWrong ? "this is not the operator's secret" : 'training is for the operator of this deployment'}; send the operator's secret, with the header Authorization: Bearer ...`,
      );
    case 'not-open':
      return problem('forbidden', 'this deployment trains nothing: it has no OPERATOR_SECRET');
    case 'stale-attempt':
      return problem('stale-attempt', 'a newer attempt, or nobody, holds this computation; drop it');
    case 'not-an-image':
      return problem('invalid-request', 'the body must be a PNG or WebP image');
    case 'not-a-picture':
      return problem('unusable-picture', `the body ${refusal.fault}`);
    case 'digest-mismatch':
      return problem('digest-mismatch', `the SHA-256 of the bytes is ${refusal.found}`);
    case 'images-missing':
      return problem('invalid-request', 'upload everything before you name it', refusal.missing.map(missingUpload));
  }
}

function unknownBundle(name: string, pointer: string, served: string[]): Problem {
  const mend = served.length > 0 ? `choose one of ${served.join(', ')}` : 'no runner has registered one yet';
  return problem('unknown-bundle', `there is no bundle ${name} here; ${mend}`, [{ pointer, detail: mend }]);
}

function missingUpload({ pointer, digest }: Missing): FieldError {
  return { pointer, detail: `nothing with the digest ${digest} was uploaded` };
}
