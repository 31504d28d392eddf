/** An object or a list that is being read: the keys it had so far, and where in it the text is. */
interface Open {
  readonly keys: Set<string> | undefined;
  at: string | number;
}

/**
 * Path to the first name that stands twice in one object of `text`, which is JSON; nothing where each stands once. Parsers
 * disagree on which of the two counts (RFC 8259, section 4), and canonical JSON (RFC 8785) takes neither.
 */
export function duplicateKey(text: string): (string | number)[] | undefined {
  const open: Open[] = [];
  for (let i = 0; i < text.length; i++) {
    const inner = open.at(-1);
    const letter = text[i];
    if (letter === '{') open.push({ keys: new Set(), at: '' });
    else if (letter === '[') open.push({ keys: undefined, at: 0 });
    else if (letter === '}' || letter === ']') open.pop();
    else if (letter === ',' && typeof inner?.at === 'number') inner.at += 1;
    else if (letter === '"') {
      const end = endOfString(text, i);
      if (inner?.keys && isName(text, end)) {
        inner.at = JSON.parse(text.slice(i, end)) as string;
        if (inner.keys.has(inner.at)) return open.map(({ at }) => at);
        inner.keys.add(inner.at);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** Behind the quote that closes the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** Whether what stands at `place` follows an odd number of backslashes. */
function isEscaped(text: string, place: number): boolean {
  let first = place;
  while (text[first - 1] === '\\') first--;
  return (place - first) % 2 === 1;
}

/** Whether a colon follows. */
function isName(text: string, end: number): boolean {
  let i = end;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i++;
  return text[i] === ':';
}
