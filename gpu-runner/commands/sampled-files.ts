import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import type { ImageRef, Unread } from '@manifold/shared/protocol/result';
import { recipeId } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { z } from 'zod';
import type { Drawn } from '../pipeline/draw-recipe.ts';
import { contactSheet, encodePictures, encodeStudySheet, seenSheet } from '../pipeline/encode.ts';
import { type FilmRoll, filmAnimation } from '../pipeline/film.ts';
import { marked, markedAlone } from '../pipeline/marking.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** What result.json says: the recipe, its name, and each picture's file and digest. */
export interface SampledResult {
  readonly id: Digest;
  readonly recipe: Recipe;
  /** Of noise that was given, its file: the pictures are not those of the recipe's seed. */
  readonly noise?: Digest;
  readonly images: readonly (ImageRef & { readonly file: string })[];
  /** What each prompt sees in them, where there are several. */
  readonly seen?: { readonly file: string };
  /** Their making, as an animation; a study has none. */
  readonly film?: { readonly file: string };
  /** What of the prompts was not read, where one is too long. */
  readonly unread?: readonly Unread[];
}

const seenFile = 'seen.png';
const filmFile = 'film.webp';
const resultFile = 'result.json';

const Named = z.object({ file: z.string().regex(/^(\d+\.png|seen\.png|film\.webp)$/) });
/** What an earlier result.json names. */
const Earlier = z.object({ images: z.array(Named), seen: Named.optional(), film: Named.optional() });

/**
 * Writes pictures to the directory: 0.png to N-1.png, sheet.png with all of them, seen.png with what each of several prompts
 * sees, film.webp with the predictions from step to step and, last, result.json. Nothing in them depends on anything but the recipe
 * and the noise, if some was given: then no picture carries the recipe. What an earlier result there names goes first.
 */
export async function writeSampled(
  directory: string,
  recipe: Recipe,
  drawn: Drawn & {
    readonly film: FilmRoll;
    readonly unread: readonly Unread[];
    readonly noise: Digest | undefined;
  },
  { pixelRange }: Pipeline['manifest'],
): Promise<SampledResult> {
  await removeEarlier(directory);
  const { pictures, rows, unread, noise } = drawn;
  const mark = noise ? markedAlone : marked;
  const { frames } = drawn.film;
  const images: SampledResult['images'][number][] = [];
  const panels = rows?.flat();
  for (const [i, { png, ...ref }] of (await encodePictures(drawn, pixelRange, recipe, mark)).entries()) {
    const file = `${i}.png`;
    await writeFile(join(directory, file), png);
    images.push({ file, ...ref, ...(panels && { panel: panels[i]! }) });
  }
  const sheet = rows
    ? encodeStudySheet(pictures, rows, pixelRange, recipe, mark)
    : contactSheet(pictures, pixelRange, recipe, mark);
  await writeFile(join(directory, 'sheet.png'), (await sheet).png);
  const seen = rows ? undefined : await seenSheet(drawn, pixelRange, recipe, mark);
  if (seen) await writeFile(join(directory, seenFile), seen.png);
  const film = rows || frames.length === 0 ? undefined : await filmAnimation(frames, recipe);
  if (film) await writeFile(join(directory, filmFile), film.webp);
  const result = {
    id: await recipeId(recipe),
    recipe,
    ...(noise && { noise }),
    images,
    ...(seen && { seen: { file: seenFile } }),
    ...(film && { film: { file: filmFile } }),
    ...(unread.length > 0 && { unread }),
  };
  await writeFile(join(directory, resultFile), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

async function removeEarlier(directory: string): Promise<void> {
  const found = Earlier.safeParse(
    await readFile(join(directory, resultFile), 'utf8')
      .then(JSON.parse)
      .catch(() => undefined),
  );
  if (!found.success) return;
  const { images, seen, film } = found.data;
  const named = [...images, seen, film].flatMap((one) => one?.file ?? []);
  for (const file of [resultFile, ...named]) await rm(join(directory, file), { force: true });
}
