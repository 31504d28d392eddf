import { fieldsOf } from '@manifold/shared/recipe/fields';
import { type Prepared, prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { TechniqueName } from '@manifold/shared/recipe/technique';
import type { Command } from './command.ts';
import { type DrawFlags, type Drawing, draw, drawFlags, drawFlagTypes, drawHelp } from './draw.ts';
import { findBundle, findManifest } from './find-bundle.ts';
import { parseFlags, UsageError } from './flags.ts';
import { readPictures } from './picture-files.ts';
import { randomSeed } from './random-seed.ts';
import { flagFault, optionsOf, readTechnique } from './technique-flags.ts';
import { helpOf } from './technique-help.ts';

/** How a technique presents itself on the command line. */
export interface Presented {
  readonly technique: TechniqueName;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The flags that cannot be left out, for the first line of the help. */
  readonly synopsis: string;
  /** What it does, in a sentence or two. */
  readonly does: string;
  /** Lines that can be run as they are, without the leading `manifold`. */
  readonly examples: readonly string[];
}

const flagOf = { start: '--image', held: '--image', mask: '--mask' } as const;

/** The verb of a technique: its flags are the fields of its schema. */
export function techniqueCommand(presented: Presented): Command {
  return {
    summary: presented.summary,
    usage: () => usageOf(presented),
    async run(argv, signal) {
      const { drawing, flags } = await askedOf(presented.technique, argv, signal);
      await draw(drawing, flags, signal);
      return 0;
    },
  };
}

async function usageOf({ technique, synopsis, does, examples }: Presented): Promise<string> {
  const fields = fieldsOf(technique);
  const bundle = fields.find(({ name }) => name === 'bundle')!.default as string;
  return [
    `manifold ${technique} ${synopsis} [flags]`,
    does,
    `${helpOf(technique, fields, await findManifest(bundle))}\n${drawHelp}`,
    examples.map((example) => `manifold ${example}`).join('\n'),
  ].join('\n\n');
}

/** What the flags of a technique ask for, checked. Throws a UsageError with a line for each fault. */
export async function askedOf(
  technique: TechniqueName,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly drawing: Drawing; readonly flags: DrawFlags }> {
  const fields = fieldsOf(technique);
  const { values, positionals } = parseFlags(argv, { ...optionsOf(fields), ...drawFlagTypes });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" belongs to no flag`);
  const flags = drawFlags(values);
  const pictures = await readPictures(fields, values);
  const silent = await takesNoPrompt(pictures.values.bundle, signal);
  const read = readTechnique(technique, fields, { ...(silent && { prompt: '' }), ...pictures.values });
  if (!read.ok) throw new UsageError(read.faults.join('\n'));
  const { directory, manifest } = await findBundle(read.technique.bundle, signal);
  const recipe = recipeOf(prepareTechnique(read.technique, manifest, randomSeed));
  return { drawing: { directory, recipe, inputs: pictures.inputs, flagOf }, flags };
}

/** Whether there is nothing to ask of the bundle that is named; the one taken otherwise wants a prompt. */
async function takesNoPrompt(bundle: unknown, signal: AbortSignal): Promise<boolean> {
  return typeof bundle === 'string' && (await findBundle(bundle, signal)).manifest.prompt.kind === 'none';
}

function recipeOf(prepared: Prepared): Recipe {
  if (prepared.ok) return prepared.recipe;
  throw new UsageError(prepared.faults.map(flagFault).join('\n'));
}
