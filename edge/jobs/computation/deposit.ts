import type { Digest } from '@manifold/shared/image/digest';
import type { AnyCompletion, Completion, TrainingCompletion } from '@manifold/shared/protocol/lease';
import type { FieldError } from '@manifold/shared/protocol/problem';
import type { AnyStoredResult } from '@manifold/shared/protocol/result';
import type { Curve, Sighting } from '@manifold/shared/protocol/training';
import { isTraining, type Work } from '@manifold/shared/recipe/work';
import type { Env } from '../../env.ts';
import { type Missing, type Result, refused } from '../../refusal.ts';
import { bytesOfParts, missingParts } from '../../store/files.ts';
import { headOfImage, type ImageKind, readResult, writeResult } from '../../store/results.ts';
import { noteTrained } from '../../store/trained.ts';
import { withPictures } from './training-record.ts';

/** What a computation knows of the result that it waits for. */
export interface Awaited {
  id: Digest;
  work: Work;
  /** The losses of a training. */
  curve: Curve;
  /** What the attempts of a training have drawn so far. */
  pictures: readonly Sighting[];
}

type Stores = Pick<Env, 'RESULTS' | 'DB'>;

/** The result that is stored, if one is; what was trained is noted on the way. */
export async function storedResult({ RESULTS, DB }: Stores, id: Digest): Promise<AnyStoredResult | undefined> {
  const stored = await readResult(RESULTS, id);
  if (stored) await noteTrained(DB, stored);
  return stored;
}

/**
 * Writes the result of a completion, once everything that it names has been uploaded, and notes what was trained. Idempotent: what an
 * attempt before has written holds.
 */
export async function deposit(
  env: Stores,
  awaited: Awaited,
  completion: AnyCompletion,
  now: Date,
): Promise<Result<undefined>> {
  const result = resultOf(awaited, completion, now.toISOString());
  if (!result.ok) return result;
  const { RESULTS: bucket } = env;
  const missing = await missingOf(bucket, awaited.id, completion);
  if (missing.length > 0) return refused({ reason: 'images-missing', missing });
  const wrong = 'files' in completion ? await wrongSizes(bucket, awaited.id, completion) : [];
  if (wrong.length > 0) return refused({ reason: 'invalid-request', errors: wrong });
  await writeResult(bucket, result.value);
  if (isTraining(awaited.work)) await storedResult(env, awaited.id);
  return { ok: true, value: undefined };
}

/** A training ends with files, a recipe with images. */
function resultOf(awaited: Awaited, completion: AnyCompletion, createdAt: string): Result<AnyStoredResult> {
  const { id, work, curve } = awaited;
  if ('files' in completion && isTraining(work)) {
    const { files, bundle } = completion;
    const pictures = withPictures(awaited.pictures, completion.pictures);
    return {
      ok: true,
      value: { id, training: work, files, pictures, curve, ...(bundle ? { bundle } : {}), createdAt },
    };
  }
  if ('images' in completion && !isTraining(work)) {
    const { images, film, animation, sheet, seen, poster, unread } = completion;
    const drawn = {
      images,
      ...(film ? { film } : {}),
      ...(animation ? { animation } : {}),
      ...(sheet ? { sheet } : {}),
      ...(seen ? { seen } : {}),
      ...(poster ? { poster } : {}),
      ...(unread ? { unread } : {}),
    };
    return { ok: true, value: { id, recipe: work, ...drawn, createdAt } };
  }
  const detail = isTraining(work) ? 'a training ends with its files' : 'a recipe ends with its images';
  return refused({ reason: 'invalid-request', errors: [{ pointer: '', detail }] });
}

function missingOf(bucket: R2Bucket, id: Digest, completion: AnyCompletion): Promise<Missing[]> {
  return 'files' in completion
    ? missingOfTraining(bucket, id, completion)
    : missingImages(bucket, imagesOf(completion));
}

async function missingOfTraining(
  bucket: R2Bucket,
  computation: Digest,
  { files, pictures }: TrainingCompletion,
): Promise<Missing[]> {
  const lacking = async (digests: readonly Digest[], index: number) =>
    (await missingParts(bucket, { kind: 'files', computation }, digests)).map((digest) => ({
      pointer: `/files/${index}/parts/${digests.indexOf(digest)}`,
      digest,
    }));
  const parts = await Promise.all(files.map((file, index) => lacking(file.parts, index)));
  const named = pictures.map(({ digest }, index) => ({ pointer: `/pictures/${index}/digest`, digest }));
  return [...parts.flat(), ...(await missingImages(bucket, named))];
}

/** A file is sent under the length that it says: where its parts have another, every download of it would break off. */
async function wrongSizes(bucket: R2Bucket, computation: Digest, { files }: TrainingCompletion): Promise<FieldError[]> {
  const sizes = await Promise.all(
    files.map(({ parts }) => bytesOfParts(bucket, { kind: 'files', computation }, parts)),
  );
  return files.flatMap(({ bytes }, index) => {
    const detail = `must be ${sizes[index]}, as its parts have together`;
    return bytes === sizes[index] ? [] : [{ pointer: `/files/${index}/bytes`, detail }];
  });
}

function imagesOf({ images, film, animation, sheet, seen, poster }: Completion): Named[] {
  const named: Named[] = images.map(({ digest }, index) => ({ pointer: `/images/${index}/digest`, digest }));
  if (animation) named.push({ pointer: '/animation/digest', digest: animation.digest, kind: 'webp' });
  if (film) named.push({ pointer: '/film/digest', digest: film.digest });
  if (sheet) named.push({ pointer: '/sheet/digest', digest: sheet.digest });
  if (seen) named.push({ pointer: '/seen/digest', digest: seen.digest });
  if (poster) named.push({ pointer: '/poster/digest', digest: poster.digest });
  return named;
}

/** An image that a completion names, a PNG unless it says otherwise. */
type Named = Missing & { kind?: ImageKind };

async function missingImages(bucket: R2Bucket, named: Named[]): Promise<Missing[]> {
  const found = await Promise.all(named.map(({ digest, kind = 'png' }) => headOfImage(bucket, digest, kind)));
  return named.filter((_, index) => !found[index]);
}
