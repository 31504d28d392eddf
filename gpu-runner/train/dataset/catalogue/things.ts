import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LETTERED } from './lettered.ts';
import { NAMES } from './names.ts';
import { LABELS, PICTOGRAMS, packageOf } from './packages.ts';
import { WANTED } from './wanted.ts';

/** Something that a caption can ask for, and its pictures. */
export interface Thing {
  /** What the data set calls it. */
  readonly name: string;
  /** All names by which it is asked for, the first of them `name`. */
  readonly pictures: readonly Pictogram[];
}

/** One picture of a thing. */
export interface Pictogram {
  /** Of its file. */
  readonly path: string;
  /** What it may be called; the first is the thing's name. */
  readonly names: readonly string[];
  /** Words that emojibase files it under. */
  readonly tags: readonly string[];
  /** A face, a body or a part of one. */
  readonly person: boolean;
  /** Has letters on it, or something else that must not be mirrored. */
  readonly lettered: boolean;
}

/** An entry of emojibase's data.json, of which this much is used. */
interface Entry {
  readonly label: string;
  readonly hexcode: string;
  readonly group?: number;
  readonly tags?: readonly string[];
  readonly skins?: readonly { readonly hexcode: string; readonly tone: number | readonly number[] }[];
}

/** Light and dark, as emojibase numbers them: people and hands are drawn in these beside yellow. */
const TONES: readonly unknown[] = [1, 5];

/** Groups of emojibase with faces and with bodies. */
const PEOPLE: readonly number[] = [0, 1];

/** The things of the packages' pictograms, in emojibase's order. Throws a DatasetError when a package is not installed. */
export function readThings(): Thing[] {
  const { entries, assets, files } = readPackages();
  const labels = new Set(entries.map(({ label }) => label));
  const things = new Map<string, Pictogram[]>();
  for (const entry of entries) {
    const label = commonLabel(entry.label, labels);
    const names = (NAMES[label] ?? label.toLowerCase()).split(', ');
    if (!WANTED.has(names[0]!)) continue;
    const told = {
      names,
      tags: entry.tags ?? [],
      person: PEOPLE.includes(entry.group!),
      lettered: LETTERED.has(label),
    };
    const found = codesOf(entry).flatMap((code) => files.get(code) ?? []);
    const pictures = found.map((file) => ({ path: join(assets, file), ...told }));
    if (pictures.length > 0) things.set(names[0]!, [...(things.get(names[0]!) ?? []), ...pictures]);
  }
  return [...things].map(([name, pictures]) => ({ name, pictures }));
}

/** The label of a man's or a woman's picture is that of anyone's: "cook" for "woman cook". */
function commonLabel(label: string, labels: ReadonlySet<string>): string {
  const [, rest] = /^(?:man|woman) (.+)$/.exec(label) ?? [];
  const common = rest === undefined ? [] : [rest, `person ${rest}`];
  return common.find((each) => labels.has(each)) ?? label;
}

/** An entry's own code and those of its skin tones. */
function codesOf({ hexcode, skins = [] }: Entry): string[] {
  return [hexcode, ...skins.filter(({ tone }) => TONES.includes(tone)).map((skin) => skin.hexcode)].map(plainCode);
}

/** Without variation selectors, which the packages set differently. */
function plainCode(hexcode: string): string {
  return hexcode.toLowerCase().replaceAll('-fe0f', '');
}

function readPackages() {
  const assets = join(packageOf(PICTOGRAMS), 'assets');
  const entries: Entry[] = JSON.parse(readFileSync(join(packageOf(LABELS), 'en', 'data.json'), 'utf8'));
  const files = new Map(readdirSync(assets).map((file) => [plainCode(file.replace('.webp', '')), file]));
  return { entries, assets, files };
}
