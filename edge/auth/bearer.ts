import { digestOf } from '@manifold/shared/image/digest';
import { utf8 } from '../share/utf8.ts';

/**
 * Whether an Authorization header bears the secret, which may be words with spaces. Digests are compared, so that the time taken
 * tells nothing.
 */
export async function bearsSecret(header: string | undefined, secret: string): Promise<boolean> {
  const token = /^Bearer +(\S.*)$/i.exec(header ?? '')?.[1];
  const [given, expected] = await Promise.all([digestOf(utf8(token ?? '')), digestOf(utf8(secret))]);
  return crypto.subtle.timingSafeEqual(utf8(given), utf8(expected)) && token !== undefined;
}
