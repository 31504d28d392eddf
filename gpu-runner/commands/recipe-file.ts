import { readFile } from 'node:fs/promises';
import { formatOf } from '@manifold/shared/image/format';
import { readText, recipeKeyword } from '@manifold/shared/image/png';
import { parseJobRequest } from '@manifold/shared/protocol/job';
import { printable } from '@manifold/shared/protocol/printable';
import { type FieldError, fieldErrors } from '@manifold/shared/protocol/problem';
import { bounds, nestsDeeperThan } from '@manifold/shared/recipe/bounds';
import { prepareRecipe, prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Bundle } from '../bundle/bundle.ts';
import { findBundle } from './find-bundle.ts';
import { UsageError } from './flags.ts';
import { randomSeed } from './random-seed.ts';

/** A checked recipe with its bundle. */
export interface Checked {
  readonly bundle: Bundle;
  readonly recipe: Recipe;
}

/**
 * Reads a recipe from a JSON file: a recipe, a result that has one, or the fields of a technique, which is compiled; or from a PNG
 * that carries the recipe which made it. Throws a UsageError with a line for each fault; `signal` ends the reading of its bundle.
 */
export async function readRecipe(path: string, signal: AbortSignal): Promise<Checked> {
  const file = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read (${cause.code})`, { cause });
  });
  const isPicture = formatOf(file) !== undefined;
  const asked = parsed(path, isPicture, documentIn(path, file));
  const isRecipe = 'recipe' in asked;
  const bundle = await findBundle(isRecipe ? asked.recipe.bundle.name : asked.bundle, signal);
  const { manifest } = bundle;
  const prepared = isRecipe ? prepareRecipe(asked.recipe, manifest) : prepareTechnique(asked, manifest, randomSeed);
  if (!prepared.ok) throw refusal(path, isPicture, prepared.faults);
  return { bundle, recipe: prepared.recipe };
}

/** What is said of a picture, in which nothing can be mended. */
const unwritable = {
  pointer: '',
  detail: 'change the recipe in its result.json, or as /v1/results/ID gives it, and run that',
};

function documentIn(path: string, file: Buffer): unknown {
  const text = formatOf(file) ? recipeIn(path, file) : file.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is not JSON: ${printable((cause as Error).message)}`, { cause });
  }
}

/** The text of the recipe that a picture carries. */
function recipeIn(path: string, picture: Uint8Array): string {
  try {
    const text = formatOf(picture) === 'PNG' ? readText(picture, recipeKeyword) : undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    throw new UsageError(`${path}: ${(cause as Error).message}`, { cause });
  }
  throw new UsageError(`${path} is a picture without a recipe; name a result.json or the JSON of a recipe`);
}

function parsed(path: string, isPicture: boolean, document: unknown) {
  if (nestsDeeperThan(document, bounds.json)) throw new UsageError(`${path} nests deeper than any recipe`);
  const request = parseJobRequest(requestOf(document));
  if (request.success) return request.data;
  throw refusal(path, isPicture, fieldErrors(request.error));
}

/** A document as the body of a job: a result has its recipe in `recipe`, and a bare recipe has no technique. */
function requestOf(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || 'technique' in document) return document;
  return { recipe: 'recipe' in document ? document.recipe : document };
}

function refusal(path: string, isPicture: boolean, faults: readonly FieldError[]): UsageError {
  const told = isPicture ? [...faults, unwritable] : faults;
  const lines = told.map(({ pointer, detail }) => [path, pointer.replace(/^\/recipe/, ''), detail].filter(Boolean));
  return new UsageError(lines.map((parts) => parts.join(': ')).join('\n'));
}
