import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const HEADING = '## Judged';

/** Puts a verdict, a section of this heading, at the end of a bundle's card, in place of an older one. */
export async function putVerdict(directory: string, section: string): Promise<void> {
  const path = join(directory, 'README.md');
  const [before] = (await readFile(path, 'utf8')).split(HEADING);
  await writeFile(path, `${before!.trimEnd()}\n\n${section}`);
}
