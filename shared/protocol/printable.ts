/** A text with its control characters escaped, so that a terminal prints them and obeys none. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
