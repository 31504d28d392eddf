import type { Digest } from '@manifold/shared/image/digest';
import type { Lease } from '@manifold/shared/protocol/lease';
import { recipeId } from '@manifold/shared/recipe/canonical';
import { rowsOf, stepsOf } from '@manifold/shared/recipe/cost';
import { inputsOf } from '@manifold/shared/recipe/inputs';
import { prepareRecipe } from '@manifold/shared/recipe/prepare';
import { type Drawn, drawRecipe } from '../pipeline/draw-recipe.ts';
import { encodePictures, encodeStudySheet, type Picture, seenSheet } from '../pipeline/encode.ts';
import { FilmRoll, filmAnimation, filmSprite } from '../pipeline/film.ts';
import type { Inputs } from '../pipeline/input/given.ts';
import { InputError } from '../pipeline/input/input-error.ts';
import type { Pipeline, Step } from '../pipeline/pipeline.ts';
import { posterOf } from '../pipeline/poster.ts';
import { type AttemptTools, attempt, type Held } from './attempt.ts';
import type { Upload } from './client.ts';
import { AttemptError, accepted } from './halt.ts';
import type { Ending } from './metrics.ts';
import { postingSteps } from './posting.ts';
import { type Reporter, startReporter } from './reporter.ts';

interface Attempt extends AttemptTools, Held {
  readonly lease: Lease;
  readonly pipeline: Pipeline;
  readonly reporter: Reporter<Step>;
}

/** What an input picture is called, for clients. */
const pictureNames = { start: 'the image', held: 'the image', mask: 'the mask' } as const;

/** One lease from start to completion: samples, reports, uploads, completes. See `attempt`. */
export function compute(lease: Lease, pipeline: Pipeline, tools: AttemptTools, handBack: AbortSignal): Promise<Ending> {
  return attempt(lease, tools, handBack, async (held) => {
    const reporter = startReporter({ ...tools, post: postingSteps(held, pipeline) });
    try {
      await carryOut({ ...tools, ...held, lease, pipeline, reporter });
    } finally {
      await reporter.stop();
    }
  });
}

async function carryOut(attempt: Attempt): Promise<void> {
  await checkLease(attempt);
  const { drawn, film } = await sample(attempt);
  await deliver(attempt, await encode(attempt, drawn, film));
}

/** The recipe crossed a trust boundary: it must fit the bundle, and be the one that its name stands for. */
async function checkLease({ lease: { computation, recipe }, pipeline }: Attempt): Promise<void> {
  const prepared = prepareRecipe(recipe, pipeline.manifest);
  if (!prepared.ok)
    throw new AttemptError(prepared.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '));
  if ((await recipeId(recipe)) !== computation)
    throw new AttemptError('the recipe is not the one that it is named for');
}

async function inputsFor({ lease: { recipe }, tenure }: Attempt): Promise<Inputs> {
  const inputs = new Map<Digest, Uint8Array>();
  for (const digest of new Set(Object.values(inputsOf(recipe)))) {
    inputs.set(digest, accepted(await tenure.input(digest), `the input picture ${digest} could not be fetched`));
  }
  return inputs;
}

async function sample(attempt: Attempt) {
  const { lease, pipeline, reporter, metrics, clock, signal } = attempt;
  const { recipe } = lease;
  const inputs = await inputsFor(attempt);
  const film = new FilmRoll(recipe, pipeline.manifest);
  let last: Step | undefined;
  const rows = rowsOf(recipe) / Math.max(1, stepsOf(recipe));
  const sampling = drawRecipe(pipeline, recipe, signal, inputs);
  let since = clock.now();
  try {
    let next = await sampling.next();
    for (; !next.done; next = await sampling.next()) {
      last = next.value;
      film.offer(next.value);
      reporter.offer(next.value);
      metrics.steps.inc();
      metrics.rows.inc(rows);
      metrics.stepSeconds.observe((clock.now() - since) / 1000);
      since = clock.now();
    }
    return { drawn: next.value, film };
  } catch (cause) {
    if (cause instanceof InputError) throw unusable(cause);
    const { step = 0, of = stepsOf(recipe) } = last ?? {};
    throw new AttemptError(`sampling failed after ${step} of ${of} steps`, { cause });
  }
}

/** A picture that cannot be used, told with its name; one that only takes long may do another time. */
function unusable({ role, message, isSlow, cause }: InputError): AttemptError {
  return new AttemptError(`${pictureNames[role]} ${message}`, { cause, isFinal: !isSlow, input: role });
}

/** A study has its sheet; anything else shows what each prompt sees, where that differs, and has a poster and a film of its steps. */
async function encode({ lease: { recipe }, pipeline }: Attempt, drawn: Drawn, { columns, frames }: FilmRoll) {
  const { pictures, rows } = drawn;
  const { pixelRange } = pipeline.manifest;
  try {
    const images = await encodePictures(drawn, pixelRange, recipe);
    const panels = rows?.flat();
    const seen = rows ? undefined : await seenSheet(drawn, pixelRange, recipe);
    const poster = rows ? undefined : await posterOf(pictures, pixelRange, recipe);
    return {
      images: images.map((image, i) => ({ ...image, ...(panels && { panel: panels[i]! }) })),
      ...(rows && { sheet: await encodeStudySheet(pictures, rows, pixelRange, recipe) }),
      ...(seen && { seen }),
      ...(poster && { poster }),
      ...(!rows &&
        columns.length > 0 && {
          film: await filmSprite(columns, recipe),
          animation: await filmAnimation(frames, recipe),
        }),
    };
  } catch (cause) {
    throw new AttemptError('the finished pictures could not be encoded', { cause });
  }
}

type Outputs = Awaited<ReturnType<typeof encode>>;

/** Uploads and completes. Reporting ends in between: after completion a heartbeat would be a stale one. */
async function deliver(attempt: Attempt, outputs: Outputs): Promise<void> {
  const { lease, pipeline, tenure, reporter, metrics, signal } = attempt;
  const { images, film, animation, sheet, seen, poster } = outputs;
  for (const upload of uploadsOf(outputs)) {
    accepted(await tenure.upload(upload), 'a finished picture could not be stored');
    metrics.uploaded.inc(upload.bytes.length);
  }
  const unread = await pipeline.unread(lease.recipe);
  await reporter.stop();
  signal.throwIfAborted();
  const refs = {
    images: images.map(withoutBytes),
    ...(film && { film: withoutBytes(film) }),
    ...(animation && { animation: { digest: animation.digest } }),
    ...(sheet && { sheet: withoutBytes(sheet) }),
    ...(seen && { seen: withoutBytes(seen) }),
    ...(poster && { poster: withoutBytes(poster) }),
    ...(unread.length > 0 && { unread }),
  };
  accepted(await tenure.complete(refs), 'the result could not be stored');
}

/** What is to be uploaded, each once. */
function uploadsOf({ images, film, animation, sheet, seen, poster }: Outputs): Iterable<Upload> {
  const pngs = [...images, film, sheet, seen, poster].flatMap((picture) => picture ?? []);
  const uploads = new Map<Digest, Upload>();
  for (const { digest, png } of pngs) uploads.set(digest, { digest, bytes: png, type: 'image/png' });
  if (animation) uploads.set(animation.digest, { digest: animation.digest, bytes: animation.webp, type: 'image/webp' });
  return uploads.values();
}

/** A picture as the result names it. */
function withoutBytes<P extends Picture>({ png: _, ...ref }: P): Omit<P, 'png'> {
  return ref;
}
