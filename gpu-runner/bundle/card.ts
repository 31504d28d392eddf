import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a bundle's card says of it in a line. */
export interface Card {
  readonly title?: string;
  readonly licence?: string;
}

/**
 * Reads the card of a bundle, README.md as the Hugging Face hub has them: the licence stands in the front matter, the title
 * is the first heading. A bundle without a card has neither.
 */
export async function readCard(directory: string): Promise<Card> {
  const text = await readFile(join(directory, 'README.md'), 'utf8').catch(() => '');
  const frontMatter = /^---\r?\n(.*?)^---$/ms.exec(text)?.[1] ?? '';
  const licence = /^license:\s*(\S.*?)\s*$/m.exec(frontMatter)?.[1];
  const title = /^# +(\S.*?)\s*$/m.exec(text)?.[1];
  return { ...(title && { title }), ...(licence && { licence }) };
}
