import { type Result, refused } from '../refusal.ts';

/** Longest wait that is granted, in seconds. */
const waitAtMost = 60;

/** The Idempotency-Key, if one was sent: 1 to 200 characters. */
export function idempotencyKeyOf(header: string | undefined): Result<string | undefined> {
  if (header === undefined || (header.length >= 1 && header.length <= 200)) return { ok: true, value: header };
  const detail = `the header Idempotency-Key must have 1 to 200 characters; it has ${header.length}`;
  return refused({ reason: 'invalid-request', errors: [{ pointer: '', detail }] });
}

/** Seconds of the preference `wait` (RFC 7240, section 4.3), at most 60; `undefined` when it is not asked for or malformed. */
export function waitOf(prefer: string | undefined): number | undefined {
  const preferences = (prefer ?? '').split(',').map((one) => one.split(';')[0]!.trim());
  const wait = preferences.map((one) => /^wait\s*=\s*"?(\d+)"?$/i.exec(one)?.[1]).find((one) => one !== undefined);
  return wait === undefined ? undefined : Math.min(Number(wait), waitAtMost);
}
