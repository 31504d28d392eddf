import { z } from 'zod';

/** SHA-256 of the bytes, as 64 lowercase hexadecimal digits: the address of anything immutable. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 digest: 64 lowercase hexadecimal digits')
  .meta({ id: 'Digest', description: 'SHA-256 as 64 lowercase hexadecimal digits' });
export type Digest = z.infer<typeof Digest>;

/** SHA-256 of `bytes` by Web Crypto, which Node, workerd and browsers share. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<Digest> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
