import type { Pictogram } from '../catalogue/things.ts';

/** Tags of emojibase that say what kind of thing it is, the narrower before the wider, and what captions call the kind. */
const KINDS: readonly (readonly [tag: string, kind: string])[] = [
  ['bird', 'bird'],
  ['insect', 'insect'],
  ['fruit', 'fruit'],
  ['vegetable', 'vegetable'],
  ['flower', 'flower'],
  ['tree', 'tree'],
  ['dessert', 'dessert'],
  ['drink', 'drink'],
  ['instrument', 'musical instrument'],
  ['hat', 'hat'],
  ['shoe', 'shoe'],
  ['tool', 'tool'],
  ['building', 'building'],
  ['boat', 'boat'],
  ['train', 'train'],
  ['vehicle', 'vehicle'],
  ['animal', 'animal'],
  ['food', 'food'],
];

/** What is tagged for what it belongs to. */
const OTHERWISE: ReadonlySet<string> = new Set([
  'amphora',
  'anchor',
  'baby bottle',
  'city at dusk',
  'feather',
  'fire',
  'fork and knife',
  'nest',
  'peanuts',
  'railway track',
  'spider',
  'sunset',
  'teapot',
  'water pistol',
  'wheel',
]);

/** What kind of thing a pictogram shows: "fruit" for a pear. */
export function kindOf({ names, tags, person }: Pictogram): string | undefined {
  if (person || OTHERWISE.has(names[0]!)) return undefined;
  return KINDS.find(([tag]) => tags.includes(tag))?.[1];
}
