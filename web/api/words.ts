const numerals = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** What a label of a bundle is called in a caption: "a seven", "an eight"; other labels stand as they are. */
export function captionOf(prompt: string): string {
  const word = /^[0-9]$/.test(prompt) ? numerals[Number(prompt)] : undefined;
  if (word) return `${word.startsWith('e') ? 'an' : 'a'} ${word}`;
  return prompt === '' ? 'anything' : prompt;
}

/** The same at the start of a sentence. */
export function titleOf(prompt: string): string {
  const caption = captionOf(prompt);
  return caption.charAt(0).toUpperCase() + caption.slice(1);
}

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
