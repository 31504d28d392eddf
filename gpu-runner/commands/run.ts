import { readFile } from 'node:fs/promises';
import { type Digest, digestOf } from '@manifold/shared/image/digest';
import type { Inputs } from '../pipeline/input/given.ts';
import type { Command } from './command.ts';
import { draw, drawFlags, drawFlagTypes, drawHelp } from './draw.ts';
import { pathOf } from './example-files.ts';
import { parseFlags, UsageError } from './flags.ts';
import { readRecipe } from './recipe-file.ts';

const usage = `manifold run recipe.json [flags]

Carries out a recipe: the JSON of one, a result.json, or the fields of a technique. The same recipe gives the same
pictures.

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
    const { bundle, recipe } = await readRecipe(path);
    const inputs = await readInputs(values.input ?? []);
    await draw({ directory: bundle.directory, recipe, inputs, flagOf }, flags, signal);
    return 0;
  },
};

async function readInputs(paths: readonly string[]): Promise<Inputs> {
  const inputs = new Map<Digest, Uint8Array>();
  for (const path of paths) {
    const file = await readFile(pathOf('input', path)).catch((cause: NodeJS.ErrnoException) => {
      throw new UsageError(`--input: ${path} cannot be read (${cause.code})`, { cause });
    });
    const bytes = new Uint8Array(file);
    inputs.set(await digestOf(bytes), bytes);
  }
  return inputs;
}
