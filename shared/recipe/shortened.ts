/** A text of at most `most` UTF-16 units: of a longer one the beginning, with an ellipsis. No pair of surrogates is cut in two. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
