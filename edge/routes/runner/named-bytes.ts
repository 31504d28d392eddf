import { type Digest, digestOf } from '@manifold/shared/image/digest';
import { type Result, refused } from '../../refusal.ts';
import { readBytes } from '../bytes.ts';

/** A body of at most `limit` bytes that has the digest it is named by. */
export async function readNamed(
  request: Request,
  named: Digest,
  limit: number,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const bytes = await readBytes(request, limit);
  if (!bytes.ok) return bytes;
  const found = await digestOf(bytes.value);
  return found === named ? bytes : refused({ reason: 'digest-mismatch', found });
}
