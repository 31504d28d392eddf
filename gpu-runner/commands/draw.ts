import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import { flagWords } from '@manifold/shared/protocol/flag';
import { printable } from '@manifold/shared/protocol/printable';
import type { InputRole } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { cacheRoot } from '../bundle/cache-root.ts';
import { fileDigest } from '../bundle/file-digest.ts';
import { readNumbers } from '../bundle/safetensors.ts';
import { type Drawn, drawRecipe } from '../pipeline/draw-recipe.ts';
import { FilmRoll } from '../pipeline/film.ts';
import { NoiseError } from '../pipeline/given-noise.ts';
import type { Inputs } from '../pipeline/input/given.ts';
import { InputError } from '../pipeline/input/input-error.ts';
import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { integerFlag, UsageError } from './flags.ts';
import { providerFrom } from './provider-flag.ts';
import { type SampledResult, writeSampled } from './sampled-files.ts';
import { SamplingProgress } from './sampling-progress.ts';

/** Flags of every command that draws. */
export const drawFlagTypes = {
  out: { type: 'string', short: 'o' },
  threads: { type: 'string' },
  provider: { type: 'string' },
  noise: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const drawHelp = `  -o, --out DIR       Where the files go (default out): 0.png, 1.png, ..., sheet.png with all of them, result.json;
                      seen.png, a row for each picture, where several prompts see it each in its own way; and
                      film.webp, how they formed, but of a study
  --threads N         Processor threads, 1 to 256 (default all)
  --provider NAME     cuda, cpu or webgpu (default MANIFOLD_PROVIDER, else cuda where it is)
  --noise FILE        Noise in place of the seed's, to compare with another implementation: a safetensors file of
                      init [N,C,H,W], steps [S,N,C,H,W] and, of what is held, hold [S,N,C,H,W]; of the second stage
                      upscale.init, upscale.steps, upscale.hold and, in what it enlarges, upscale.low;
                      its digest is told in place of the seed, and no picture carries the recipe
  --json              Print the result on the standard output`;

/** Where pictures go, and how they are made. */
export interface DrawFlags {
  readonly out: string;
  readonly threads: number;
  readonly provider: string | undefined;
  /** A file of noise, if there is one. */
  readonly noise: string | undefined;
  readonly json: boolean;
}

/** A checked recipe with its bundle and the files of its pictures. */
export interface Drawing {
  readonly directory: string;
  readonly recipe: Recipe;
  readonly inputs: Inputs;
  /** The flags that its pictures are named by. */
  readonly flagOf: Readonly<Record<InputRole, string>>;
}

/** Throws a UsageError that names the flag and what it takes. */
export function drawFlags(values: {
  out?: string;
  threads?: string;
  provider?: string;
  noise?: string;
  json?: boolean;
}): DrawFlags {
  const threads = integerFlag('threads', values.threads, 0, 1, 256);
  const { out = 'out', provider, noise, json = false } = values;
  return { out, threads, provider, noise, json };
}

/** Carries out a checked recipe with its progress on the standard error, writes its files and tells of them. */
export async function draw(drawing: Drawing, flags: DrawFlags, signal: AbortSignal): Promise<void> {
  const { directory, recipe } = drawing;
  const { out, threads, json } = flags;
  const noise = flags.noise === undefined ? undefined : await readNoise(flags.noise);
  await makeDirectory(out);
  const cache = cacheRoot(process.env);
  const provider = await providerFrom(flags.provider);
  const pipeline = await openPipeline(directory, { cache, provider, ...(threads && { threads }) });
  const film = new FilmRoll(recipe, pipeline.manifest);
  const unread = await pipeline.unread(recipe);
  for (const { read, leftOut, words } of unread)
    process.stderr.write(
      `of a prompt ${read} tokens are read, and ${leftOut} left out: ${printable(JSON.stringify(words))}\n`,
    );
  const drawn = await finished(pipeline, { ...drawing, noise: noise?.tensors }, film, signal).finally(() =>
    pipeline.close(),
  );
  const result = await writeSampled(out, recipe, { ...drawn, film, unread, noise: noise?.digest }, pipeline.manifest);
  process.stdout.write(json ? `${printable(JSON.stringify(result))}\n` : summaryOf(result, out));
}

/** Before the work, not after it, since it may be refused. Throws a UsageError. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await makeLevels(path);
  } catch (cause) {
    throw new UsageError(`--out: ${path} cannot be made a directory (${(cause as NodeJS.ErrnoException).code})`);
  }
}

/** The directory and those above it. Told to do this by itself, Node's mkdir never ends where a level cannot be made under /proc. */
async function makeLevels(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeLevels(parent);
  await mkdir(path).catch(async (cause) => {
    if (!(await isDirectory(path))) throw cause;
  });
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function finished(
  pipeline: Pipeline,
  { recipe, inputs, flagOf, noise }: Drawing & { readonly noise: Tensors | undefined },
  film: FilmRoll,
  signal: AbortSignal,
): Promise<Drawn> {
  const progress = new SamplingProgress(process.stderr);
  const steps = drawRecipe(pipeline, recipe, signal, inputs, noise);
  try {
    let next = await steps.next();
    for (; !next.done; next = await steps.next()) {
      film.offer(next.value);
      progress.show(next.value);
    }
    return next.value;
  } catch (error) {
    throw asUsage(error, flagOf);
  } finally {
    progress.end();
  }
}

/** What a person gave and cannot be used, told of its flag. */
function asUsage(error: unknown, flagOf: Drawing['flagOf']): unknown {
  if (error instanceof InputError) return new UsageError(`${flagOf[error.role]}: ${error.message}`, { cause: error });
  return error instanceof NoiseError ? new UsageError(`--noise: ${error.message}`, { cause: error }) : error;
}

/** Throws a UsageError. */
async function readNoise(path: string): Promise<{ readonly tensors: Tensors; readonly digest: Digest }> {
  try {
    return { tensors: await readNumbers(path), digest: await fileDigest(path) };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError(`--noise: ${code ? `${path} cannot be read (${code})` : message}`, { cause });
  }
}

function summaryOf({ id, recipe, noise, images, seen, film }: SampledResult, out: string): string {
  const pictures = images.length === 1 ? '0.png' : `0.png to ${images.length - 1}.png`;
  const files = [pictures, 'sheet.png', ...(seen ? [seen.file] : []), ...(film ? [film.file] : []), 'result.json'].join(
    ', ',
  );
  const replaced = images.flatMap(({ file, flagged }) =>
    flagged ? [`${file} is black: ${flagWords[flagged]}\n`] : [],
  );
  const origin = noise ? `noise ${noise}` : `seed ${recipe.seed}, recipe ${id}`;
  return `${figuresTable(images)}${out}: ${files}\n${replaced.join('')}${origin}\n`;
}

/** A line for each picture of a study; nothing of other pictures. */
function figuresTable(images: SampledResult['images']): string {
  const lines = images.flatMap(({ file, panel }) => {
    if (!panel) return [];
    const { label, psnr, ssim } = panel;
    const figures = `${psnr === undefined ? '' : `${psnr.toFixed(2)} dB`.padStart(12)}${ssim === undefined ? '' : `   SSIM ${ssim.toFixed(3)}`}`;
    return [`${file.padEnd(8)}${printable(label).padEnd(32)}${figures}`.trimEnd()];
  });
  return lines.map((line) => `${line}\n`).join('');
}
