import { type Result, refused } from '../refusal.ts';
import { bearsSecret } from './bearer.ts';

/** Lets pass who bears the operator's secret; nobody does where there is none. */
export async function asOperator(header: string | undefined, secret: string | undefined): Promise<Result<undefined>> {
  if (secret === undefined) return refused({ reason: 'not-open' });
  if (await bearsSecret(header, secret)) return { ok: true, value: undefined };
  return refused({ reason: 'not-the-operator', isWrong: header !== undefined });
}
