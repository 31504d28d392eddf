import { utf8 } from '../share/utf8.ts';

/** HMAC-SHA-256 of `text` under `key`, as hexadecimal digits. */
export async function keyedHash(key: string, text: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', utf8(key), algorithm, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
