/** The UTF-8 bytes of a text, in a buffer of their own. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}
