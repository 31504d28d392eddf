import { existsSync, readdirSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FILM } from './watch/film.ts';
import { PANELS } from './watch/measure-run.ts';
import { SAMPLES } from './watch/show.ts';
import { OTHER_NOISE } from './watch/show-denoising.ts';

interface Exhibit {
  readonly source: string;
  readonly name: string;
  readonly caption: string;
}

/** Copies the last pictures of the run in `directory` to `target`; answers the section of a card that shows them, or none. */
export async function hangPictures(directory: string, target: string): Promise<string[]> {
  const exhibits = [...lastGrid(directory), ...finals(directory)];
  for (const { source, name } of exhibits) await copyFile(join(directory, source), join(target, name));
  if (exhibits.length === 0) return [];
  const pictures = exhibits.map(({ name, caption }) => `![${caption}](${name})`);
  return [`## Pictures\n\n${pictures.join('\n\n')}\n`];
}

function lastGrid(directory: string): Exhibit[] {
  const folder = join(directory, SAMPLES);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.png')) : [];
  const last = names.toSorted((a, b) => epochIn(a) - epochIn(b)).at(-1);
  return last ? [{ source: join(SAMPLES, last), name: 'grid.png', caption: `After epoch ${epochIn(last)}` }] : [];
}

function epochIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0]);
}

function finals(directory: string): Exhibit[] {
  const known = [
    { name: FILM, caption: 'The clean pictures predicted as a sampling run goes on' },
    { name: PANELS, caption: 'Noisy, denoised and original test pictures' },
    { name: OTHER_NOISE, caption: 'Other noise than that of the training' },
  ];
  return known
    .filter(({ name }) => existsSync(join(directory, name)))
    .map((exhibit) => ({ source: exhibit.name, ...exhibit }));
}
