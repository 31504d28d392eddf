import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import type { ImageRef } from '@manifold/shared/protocol/result';
import { recipeId } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Drawn } from '../pipeline/draw-recipe.ts';
import { contactSheet, encodePictures, encodeStudySheet, seenSheet } from '../pipeline/encode.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** What result.json says: the recipe, its name, and each picture's file and digest. */
export interface SampledResult {
  readonly id: Digest;
  readonly recipe: Recipe;
  readonly images: readonly (ImageRef & { readonly file: string })[];
  /** What each prompt sees in them, where there are several. */
  readonly seen?: { readonly file: string };
}

const seenFile = 'seen.png';

/**
 * Writes pictures to the directory: 0.png to N-1.png, sheet.png with all of them, seen.png with what each of several prompts
 * sees and, last, result.json. Nothing in them depends on anything but the recipe.
 */
export async function writeSampled(
  directory: string,
  recipe: Recipe,
  { pictures, rows }: Drawn,
  { pixelRange }: Pipeline['manifest'],
): Promise<SampledResult> {
  const images: SampledResult['images'][number][] = [];
  const panels = rows?.flat();
  for (const [i, { png, ...ref }] of (await encodePictures(pictures, pixelRange, recipe)).entries()) {
    const file = `${i}.png`;
    await writeFile(join(directory, file), png);
    images.push({ file, ...ref, ...(panels && { panel: panels[i]! }) });
  }
  const sheet = rows ? encodeStudySheet(pictures, rows, pixelRange) : contactSheet(pictures, pixelRange);
  await writeFile(join(directory, 'sheet.png'), (await sheet).png);
  const seen = rows ? undefined : await seenSheet(pictures, pixelRange, recipe);
  if (seen) await writeFile(join(directory, seenFile), seen.png);
  const result = { id: await recipeId(recipe), recipe, images, ...(seen && { seen: { file: seenFile } }) };
  await writeFile(join(directory, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
