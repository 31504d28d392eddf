import type { Manifest } from '@manifold/shared/protocol/manifest';
import { printable } from '@manifold/shared/protocol/printable';
import { recipeId } from '@manifold/shared/recipe/canonical';
import { priceOf } from '@manifold/shared/recipe/cost';
import { formulaOf } from '@manifold/shared/recipe/formula';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Command } from './command.ts';
import { parseFlags, UsageError } from './flags.ts';
import { readRecipe } from './recipe-file.ts';

const usage = `manifold explain recipe.json

Prints the formula that a recipe runs and what it costs, without running it: the JSON of a recipe, a result.json, a PNG
that was made here, or the fields of a technique.

manifold explain sevens/result.json`;

export const command: Command = {
  summary: 'print the formula and the cost of a recipe',
  usage,
  async run(argv, signal) {
    const [path, ...more] = parseFlags(argv, {}).positionals;
    if (path === undefined) throw new UsageError('name the file of a recipe');
    if (more.length > 0) throw new UsageError(`"${more[0]}" is one file too many`);
    const { bundle, recipe } = await readRecipe(path, signal);
    const { manifest } = bundle;
    const { name, revision } = manifest;
    const lines = [
      `recipe ${await recipeId(recipe)}`,
      `bundle ${name}, revision ${revision.slice(0, 12)}`,
      ...formulaOf(recipe, manifest),
      `about ${workOf(recipe, manifest).toPrecision(3)} GFLOP`,
    ];
    process.stdout.write(`${lines.map(printable).join('\n')}\n`);
    return 0;
  },
};

/** GFLOP of a recipe, whose stages have rows of unequal cost. */
function workOf(recipe: Recipe, { rowCost, upscale }: Manifest): number {
  const { first, second } = priceOf(recipe);
  return first * rowCost + second * (upscale?.rowCost ?? 0);
}
