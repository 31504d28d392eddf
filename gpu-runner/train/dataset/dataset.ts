import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../dataset-error.ts';
import { reason } from '../output.ts';
import { SPLITS, type Split } from './dice.ts';

/** Captioned pictures as bytes. */
export interface CaptionedPictures {
  readonly count: number;
  /** Of a picture's side, in pixels. */
  readonly size: number;
  readonly seed: number;
  readonly split: Split;
  /** [count, 3, size, size] */
  readonly pixels: Uint8Array;
  /** Of each picture, all that may be said of it. */
  readonly captions: readonly (readonly string[])[];
  /** Of each picture, the names of what is in it. */
  readonly things: readonly (readonly string[])[];
  /** Of each picture. */
  readonly styles: readonly string[];
  /** Names the data set: the SHA-256 of its dataset.json, which has those of the other files. */
  readonly digest: string;
}

/** What the pictures of a set follow from; one of equal seed and split that is larger begins with them. */
export const SetRecipe = z.object({
  count: z.int().positive(),
  size: z.int().positive(),
  seed: z.int(),
  split: z.enum(SPLITS),
});
export type SetRecipe = z.infer<typeof SetRecipe>;

const manifestSchema = SetRecipe.extend({
  sources: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() })),
  sha256: z.object({ pictures: z.string(), captions: z.string() }),
});

/** What a data set is, without its pictures. */
export type PicturesManifest = z.infer<typeof manifestSchema>;

/** The file of a data set that says what it is. */
export const MANIFEST_FILE = 'dataset.json';

/** Reads what the data set in `directory` is. Throws a DatasetError that names the file and its fault. */
export async function readManifest(directory: string): Promise<PicturesManifest> {
  return parse(manifestSchema, await read(directory, MANIFEST_FILE), MANIFEST_FILE);
}

const lineSchema = z.object({
  captions: z.array(z.string()).min(1),
  things: z.array(z.string()).min(1),
  style: z.string(),
  ground: z.string().optional(),
});

/** Reads what `manifold dataset emoji` wrote. Throws a DatasetError that names the file and its fault. */
export async function loadPictures(directory: string): Promise<CaptionedPictures> {
  const bytes = await read(directory, MANIFEST_FILE);
  const { count, size, seed, split, sha256 } = parse(manifestSchema, bytes, MANIFEST_FILE);
  const pixels = await read(directory, `pictures-${size}.u8`);
  checkLength(pixels.length, count * 3 * size * size, `pictures-${size}.u8`);
  checkDigest(pixels, sha256.pictures, `pictures-${size}.u8`);
  const text = await read(directory, 'captions.jsonl');
  checkDigest(text, sha256.captions, 'captions.jsonl');
  const lines = text.toString().trimEnd().split('\n');
  if (lines.length !== count) throw new DatasetError(`captions.jsonl has ${lines.length} lines for ${count} pictures`);
  const told = lines.map((line, index) => parse(lineSchema, line, `captions.jsonl, line ${index + 1}`));
  const [captions, things, styles] = [
    told.map((each) => each.captions),
    told.map((each) => each.things),
    told.map((each) => each.style),
  ];
  return { count, size, seed, split, pixels, captions, things, styles, digest: digestOf(bytes) };
}

async function read(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const why = isMissing ? `make it with manifold dataset emoji --out ${directory}` : reason(cause);
    throw new DatasetError(`${name} cannot be read from ${directory}: ${why}`, { cause });
  }
}

function parse<T>(schema: z.ZodType<T>, bytes: Buffer | string, name: string): T {
  try {
    return schema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const fault = issue ? `${issue.path.join('.')}: ${issue.message}` : 'it is not JSON';
    throw new DatasetError(`${name} cannot be used: ${fault}`, { cause });
  }
}

function checkLength(length: number, wanted: number, name: string): void {
  if (length === wanted) return;
  const fault = length < wanted ? 'is cut short' : 'has bytes past its end';
  throw new DatasetError(`${name} ${fault}: ${length} bytes where its pictures take ${wanted}`);
}

function checkDigest(bytes: Uint8Array, wanted: string, name: string): void {
  const sha256 = digestOf(bytes);
  if (sha256 !== wanted) throw new DatasetError(`${name} is corrupted: its SHA-256 is ${sha256}, and was ${wanted}`);
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
