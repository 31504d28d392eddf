import { type Digest, digestOf } from '@manifold/shared/image/digest';
import { inputsOf } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Inputs } from '../pipeline/input/given.ts';
import type { Command } from './command.ts';
import { draw, drawFlags, drawFlagTypes, drawHelp } from './draw.ts';
import { pathOf } from './example-files.ts';
import { parseFlags, UsageError } from './flags.ts';
import { readPicture } from './picture-files.ts';
import { readRecipe } from './recipe-file.ts';

const usage = `manifold run recipe.json [flags]

Carries out a recipe: the JSON of one, a result.json, a PNG that was made here, or the fields of a technique. The same
recipe gives the same pictures.

  --input FILE      A picture that the recipe names by its digest; once for each
${drawHelp}

manifold run sevens/result.json -o again`;

/** One flag for all: of several pictures it is said which. */
const flagOf = { start: '--input', held: '--input', mask: '--input (the mask)' } as const;

export const command: Command = {
  summary: 'carry out a recipe from a file',
  usage,
  async run(argv, signal) {
    const { values, positionals } = parseFlags(argv, { input: { type: 'string', multiple: true }, ...drawFlagTypes });
    const [path, ...more] = positionals;
    if (path === undefined) throw new UsageError('name the file of a recipe');
    if (more.length > 0) throw new UsageError(`"${more[0]}" is one file too many`);
    const flags = drawFlags(values);
    const { bundle, recipe } = await readRecipe(path, signal);
    const inputs = await readInputs(values.input ?? [], recipe);
    await draw({ directory: bundle.directory, recipe, inputs, flagOf }, flags, signal);
    return 0;
  },
};

/** The files by their digests. Throws a UsageError for one that cannot be read, or that the recipe does not name. */
async function readInputs(paths: readonly string[], recipe: Recipe): Promise<Inputs> {
  const named = Object.values(inputsOf(recipe));
  const inputs = new Map<Digest, Uint8Array>();
  for (const path of paths) {
    const bytes = await readPicture('input', pathOf('input', path));
    const digest = await digestOf(bytes);
    if (!named.includes(digest)) {
      const mend = named.length > 0 ? `it names ${[...new Set(named)].join(' and ')}` : 'it takes none; leave this out';
      throw new UsageError(`--input: ${path} is no picture that the recipe names; ${mend}`);
    }
    inputs.set(digest, bytes);
  }
  return inputs;
}
