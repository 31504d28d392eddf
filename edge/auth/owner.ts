import { keyedHash } from './keyed.ts';

/** Name of the anonymous cookie that makes a browser the owner of its jobs. */
export const ownerCookie = 'manifold-owner';

const cookieForm = /^[0-9a-f]{32}$/;

export interface Owner {
  /** Keyed hash of the cookie or of the network address; neither is stored. */
  id: string;
  /** A cookie to set, for a browser that came without one. */
  newCookie?: string;
}

export interface Client {
  cookie: string | undefined;
  /** The Sec-Fetch-Site header, which browsers alone send. */
  fetchSite: string | undefined;
  /** The network address, as the platform reports it. */
  address: string | undefined;
  /** The Idempotency-Key of the request, if it has one. */
  idempotencyKey: string | undefined;
}

/**
 * Who asks: a browser is known by its cookie, any other client by its network address. A page of another site cannot carry
 * the cookie (SameSite), so it goes by the address as well. A new cookie follows from the Idempotency-Key, if there is one, so
 * that a browser whose first reply was lost is the same owner when it asks again.
 */
export async function ownerOf({ cookie, fetchSite, address, idempotencyKey }: Client, key: string): Promise<Owner> {
  if (cookie !== undefined && cookieForm.test(cookie)) return { id: await keyedHash(key, `browser ${cookie}`) };
  const isBrowser = fetchSite !== undefined && fetchSite !== 'cross-site';
  if (!isBrowser) return { id: await keyedHash(key, `address ${address ?? ''}`) };
  const newCookie =
    idempotencyKey === undefined
      ? crypto.randomUUID().replaceAll('-', '')
      : (await keyedHash(key, `new ${address ?? ''} ${idempotencyKey}`)).slice(0, 32);
  return { id: await keyedHash(key, `browser ${newCookie}`), newCookie };
}
