/** A digest or job id as people compare it: its first twelve digits, in fours. */
export function shortId(id: string): string {
  return id.replaceAll('-', '').slice(0, 12).match(/.{4}/g)?.join('·') ?? id;
}

/** Seconds as a short text. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
