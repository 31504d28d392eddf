import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOutput } from '../train/output.ts';

const HEADING = '## Judged';

/** Puts a verdict, a section of this heading, at the end of a bundle's card, in place of an older one. */
export async function putVerdict(directory: string, section: string): Promise<void> {
  const path = join(directory, 'README.md');
  const card = existsSync(path) ? await readFile(path, 'utf8') : '';
  await writeOutput(path, `${card.split(HEADING)[0]!.trimEnd()}\n\n${section}`.trimStart());
}
