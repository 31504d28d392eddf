import type { Digest } from '@manifold/shared/image/digest';
import type { Completion } from '@manifold/shared/protocol/lease';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Result, refused } from '../../refusal.ts';
import { headOfImage, writeResult } from '../../store/results.ts';

/** Writes the result of a completion, once every image that it names has been uploaded. Idempotent. */
export async function deposit(
  bucket: R2Bucket,
  id: Digest,
  recipe: Recipe,
  { images, film, sheet }: Completion,
  now: Date,
): Promise<Result<undefined>> {
  const named = images.map(({ digest }, index) => ({ pointer: `/images/${index}/digest`, digest }));
  if (film) named.push({ pointer: '/film/digest', digest: film.digest });
  if (sheet) named.push({ pointer: '/sheet/digest', digest: sheet.digest });
  const found = await Promise.all(named.map(({ digest }) => headOfImage(bucket, digest)));
  const missing = named.filter((_, index) => !found[index]);
  if (missing.length > 0) return refused({ reason: 'images-missing', missing });
  await writeResult(bucket, {
    id,
    recipe,
    images,
    ...(film ? { film } : {}),
    ...(sheet ? { sheet } : {}),
    createdAt: now.toISOString(),
  });
  return { ok: true, value: undefined };
}
