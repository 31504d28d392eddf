import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Field } from '@manifold/shared/recipe/fields';
import type { TechniqueName } from '@manifold/shared/recipe/technique';

/** What help tells of a bundle. */
type Known = Pick<Manifest, 'name' | 'defaults' | 'upscale'>;

const helpColumn = 20;

/**
 * A line for each field of a technique, for `--help`; what a field may be, where that is long, stands on a line below. Of
 * defaults that are the bundle's, those of the `known` one are told.
 */
export function helpOf(technique: TechniqueName, fields: readonly Field[], known: Known | undefined): string {
  const ofBundle = known ? figuresOf(technique, known) : {};
  return fields
    .map((field) => {
      const figure = ofBundle[field.name];
      const otherwise = field.otherwise || (figure === undefined ? '' : `${known!.name} has ${figure}`);
      return `  ${`--${field.name} ${symbolOf(field)}`.padEnd(helpColumn)}${lineOf({ ...field, otherwise })}`;
    })
    .join('\n');
}

/** What a bundle has for the fields that are left to it. */
function figuresOf(technique: TechniqueName, { defaults, upscale }: Known): Record<string, number | undefined> {
  const second = upscale?.defaults;
  const own = technique === 'upscale' ? second : defaults;
  return {
    guidance: own?.guidance,
    steps: own?.steps,
    noiseLevel: second?.noiseLevel,
    upscaleSteps: second?.steps,
    upscaleGuidance: second?.guidance,
  };
}

function symbolOf({ kind, isList }: Field): string {
  const symbol = { text: 'TEXT', choice: 'NAME', whole: 'N', number: 'X', file: 'FILE', flag: '' }[kind];
  return isList && kind !== 'text' ? `${symbol},...` : symbol;
}

function lineOf(field: Field): string {
  const { description, kind, range, otherwise } = field;
  const notes = [range, countOf(field), otherwise].filter((note) => note !== '').join('; ');
  if (!notes) return description;
  const gap = kind === 'choice' ? `\n${' '.repeat(helpColumn + 2)}` : ' ';
  return `${description}${gap}(${notes})`;
}

/** How many entries a list takes. */
function countOf({ isList, kind, least, most }: Field): string {
  if (!isList) return '';
  const count = least === most ? `${least}` : `${least} to ${most}`;
  return `${count} of them${kind === 'text' ? ', once for each' : ''}`;
}
