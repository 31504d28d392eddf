import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { staleAt } from '../measured.ts';
import { copyOutput } from '../output.ts';
import { SAMPLES } from '../watch/show.ts';
import { evaluationsIn } from './watch/epoch-pictures.ts';
import { FILM } from './watch/film.ts';
import { PANELS } from './watch/measure-run.ts';
import { OTHER_NOISE } from './watch/show-denoising.ts';

interface Exhibit {
  readonly source: string;
  readonly name: string;
  readonly caption: string;
}

/** The section of a card that shows pictures, if there are any, and lines about those that are left out. */
interface Hung {
  readonly section: readonly string[];
  readonly leftOut: readonly string[];
}

/** How far a run is. */
interface Reached {
  readonly step: number;
  /** A whole number after an epoch. */
  readonly epochs: number;
  /** Whether it is at its end. */
  readonly isLast: boolean;
}

/** Copies the pictures that the run in `directory` has drawn so far to `target`: later ones are of other weights. */
export async function hangPictures(directory: string, target: string, reached: Reached): Promise<Hung> {
  const { step, epochs, isLast } = reached;
  const drawn = await grids(directory, epochs);
  const isPanels = drawn.at(-1)?.epoch === epochs;
  const { exhibits, leftOut } = await measuredPictures(
    directory,
    step,
    isPanels ? [OTHER_NOISE] : [PANELS, OTHER_NOISE],
  );
  const all = [...drawn, ...(isLast ? film(directory) : []), ...exhibits];
  for (const { source, name } of all) await copyOutput(join(directory, source), join(target, name));
  const pictures = all.map(({ name, caption }) => `![${caption}](${name})\n\n*${caption}*`);
  return { section: pictures.length > 0 ? [`## Pictures\n\n${pictures.join('\n\n')}\n`] : [], leftOut };
}

/** Those drawn in so many epochs, the first of them first. The last of a denoiser is what its panels are after the same step. */
async function grids(directory: string, epochs: number): Promise<(Exhibit & { readonly epoch: number })[]> {
  const all = gridFiles(directory).map(async (source) => {
    const evaluations = evaluationsIn(await readFile(join(directory, source)));
    const epoch = epochIn(source);
    const caption = `After epoch ${epoch}${evaluations ? `, in ${evaluations} evaluations` : ''}`;
    return { source, name: basename(source), caption, epoch };
  });
  const drawn = (await Promise.all(all)).filter(({ epoch }) => epoch <= epochs);
  return drawn.toSorted((a, b) => a.epoch - b.epoch);
}

/** The pictures of milestones that lie in a run's directory, by their paths in it. */
export function gridFiles(directory: string): string[] {
  const folder = join(directory, SAMPLES);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.png')) : [];
  return names.map((name) => `${SAMPLES}/${name}`);
}

function epochIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0]);
}

/** It is made at a run's end, which nothing follows. */
function film(directory: string): Exhibit[] {
  const exhibit = { source: FILM, name: FILM, caption: 'The clean pictures predicted as a sampling run goes on' };
  return existsSync(join(directory, FILM)) ? [exhibit] : [];
}

const CAPTIONS = {
  [PANELS]: 'Noisy, denoised and original test pictures',
  [OTHER_NOISE]: 'Other noise than that of the training',
};

/** Those that are also made when a run is measured, and may be of other weights. */
async function measuredPictures(directory: string, step: number, wanted: readonly (keyof typeof CAPTIONS)[]) {
  const [exhibits, leftOut]: [Exhibit[], string[]] = [[], []];
  for (const name of wanted) {
    if (!existsSync(join(directory, name))) continue;
    const stale = await staleAt(step, directory, name);
    if (stale) leftOut.push(stale);
    else exhibits.push({ source: name, name, caption: CAPTIONS[name] });
  }
  return { exhibits, leftOut };
}
