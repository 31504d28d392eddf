import { titled } from '@manifold/shared/recipe/caption';

/** A digest or job id as people compare it: its first twelve digits, in fours. */
export function shortId(id: string): string {
  return id.replaceAll('-', '').slice(0, 12).match(/.{4}/g)?.join('·') ?? id;
}

/** Seconds as a short text. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** How long a text is; empty while it is not near the `most` characters that it may have. */
export function lengthText(text: string, most: number): string {
  if (text.length < 0.9 * most) return '';
  return `${text.length.toLocaleString('en')} of ${most.toLocaleString('en')} characters`;
}

/** Bytes as a short text. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A text as a sentence: with a capital at its start and a stop at its end. */
export function sentence(text: string): string {
  const first = titled(text);
  return /[.?]$/.test(first) ? first : `${first}.`;
}
