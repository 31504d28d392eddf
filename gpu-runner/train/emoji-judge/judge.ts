import { z } from 'zod';
import { readConfig } from '../../bundle/read-config.ts';
import { pictureClassifier, SIDE } from '../../nets/emoji/classifier.ts';
import { bundleSession } from '../../runtime/inference.ts';
import type { Session, SessionOptions } from '../../runtime/session.ts';
import { concatRows, rowsOf } from '../../tensor/rows.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Labels, sizesOf } from './run.ts';
import { Shares } from './shares.ts';

/** A judge of pictures as a directory: its configuration and its weights. */
export const FILES = { config: 'config.json', weights: 'model.safetensors' } as const;

export const JudgeFile = z.strictObject({
  _class_name: z.literal('PictureClassifier'),
  sample_size: z.literal(SIDE),
  hidden: z.int().min(1).max(512),
  things: z.array(z.string()).min(1).readonly(),
  styles: z.array(z.string()).min(1).readonly(),
  /** On pictures that it was not trained on, if that was measured. */
  accuracy: Shares.optional(),
});

/** What the judge saw in N pictures: scores of its labels [N, T] and [N, S], and the features [N, F] that they are made of. */
export interface Reading {
  readonly things: Tensor;
  readonly styles: Tensor;
  readonly features: Tensor;
}

/** Reads pictures of 64 pixels in [-1, 1], [N, 3, 64, 64]. */
export interface Judge {
  readonly labels: Labels;
  /** On pictures held out, where that is known. */
  readonly accuracy: Shares | undefined;
  read(pictures: Tensor): Promise<Reading>;
  release(): Promise<void>;
}

/** Opens the judge in `directory`, as `manifold train emoji-judge` writes it. Throws a BundleError that names the file and its fault. */
export async function openJudge(directory: string, options: Pick<SessionOptions, 'provider'> = {}): Promise<Judge> {
  const { hidden, things, styles, accuracy } = await readConfig(directory, FILES.config, JudgeFile);
  const labels = { things, styles };
  return judgeBy(
    await bundleSession(pictureClassifier(sizesOf(hidden, labels)), directory, FILES.weights, options),
    labels,
    accuracy,
  );
}

/** Pictures of one evaluation. */
const BATCH = 100;

export function judgeBy(session: Session, labels: Labels, accuracy?: Shares): Judge {
  return { labels, accuracy, read: (pictures) => readBy(session, pictures), release: () => session.release() };
}

async function readBy(session: Session, pictures: Tensor): Promise<Reading> {
  const parts: Reading[] = [];
  for (let start = 0; start < pictures.dims[0]!; start += BATCH) {
    const image = rowsOf(pictures, start, Math.min(start + BATCH, pictures.dims[0]!));
    const { things, styles, features } = await session.run({ image });
    parts.push({ things: things!, styles: styles!, features: features! });
  }
  return joined(parts);
}

/** What was seen in pictures, one part of them after another. */
export function joined(parts: readonly Reading[]): Reading {
  const all = (of: keyof Reading) => concatRows(parts.map((part) => part[of]));
  return { things: all('things'), styles: all('styles'), features: all('features') };
}
