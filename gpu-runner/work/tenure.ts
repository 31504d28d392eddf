import type { Digest } from '@manifold/shared/image/digest';
import { inputLimits } from '@manifold/shared/image/input-limits';
import type { Preview } from '@manifold/shared/protocol/event';
import { partBytes } from '@manifold/shared/protocol/file';
import {
  type AnyCompletion,
  type AnyLease,
  type Fence,
  failureCharacters,
  leaseSeconds,
  type ProgressReply,
} from '@manifold/shared/protocol/lease';
import type { TrainingCheckpoint, TrainingProgress } from '@manifold/shared/protocol/training';
import { shortened } from '@manifold/shared/recipe/shortened';
import type { Step } from '../pipeline/pipeline.ts';
import { type Client, type Part, type PartKind, transferMs, type Upload } from './client.ts';
import type { Clock } from './clock.ts';
import type { AttemptError } from './halt.ts';
import type { Outcome } from './outcome.ts';
import { persist } from './retry.ts';

/** Milliseconds that finished work is offered to an edge out of reach: past its lease's life the fence decides. */
const patience = leaseSeconds * 3000;

/** Milliseconds that handing a lease back may take: it would lapse by itself. */
const releasePatience = 2_000;

type WithoutFence<T> = T extends unknown ? Omit<T, keyof Fence> : never;

/** The one lease of an attempt, as what it may say to the edge; each word carries the fence. */
export interface Tenure {
  /** Renews the lease, with progress or without: one try, since newer progress replaces older. */
  progress(step: Step | undefined, preview: Preview | undefined): Promise<Outcome<ProgressReply>>;
  /** As `progress`, of a training. */
  training(progress: TrainingProgress | undefined): Promise<Outcome<ProgressReply>>;
  /** An input picture of the recipe. */
  input(digest: Digest): Promise<Outcome<Uint8Array>>;
  upload(image: Upload): Promise<Outcome<void>>;
  uploadPart(kind: PartKind, part: Part): Promise<Outcome<void>>;
  /** A part of the checkpoint to go on from. */
  checkpointPart(digest: Digest): Promise<Outcome<Uint8Array>>;
  keepCheckpoint(checkpoint: TrainingCheckpoint): Promise<Outcome<void>>;
  complete(outputs: WithoutFence<AnyCompletion>): Promise<Outcome<void>>;
  /** After a final failure there is no other attempt. */
  fail(error: AttemptError): Promise<Outcome<void>>;
  release(): Promise<Outcome<void>>;
}

export interface TenureOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends progress, uploads and completion, and what they wait for. */
  readonly signal: AbortSignal;
}

export function tenureOf(lease: AnyLease, { client, clock, random, signal }: TenureOptions): Tenure {
  const { computation, generation, attempt } = lease;
  const fence = { generation, attempt };
  const retries = { clock, random, signal, patience };
  /** One try of a large part may take longer than patience lasts: another fits all the same. */
  const transfers = (bytes: number) => ({ ...retries, patience: patience + transferMs(bytes) });
  return {
    progress: (step, preview) => {
      const progress = step && { step: step.step, of: step.of, timestep: step.timestep, ...(preview && { preview }) };
      return client.progress(computation, { ...fence, ...(progress && { progress }) }, signal);
    },
    training: (progress) => client.progress(computation, { ...fence, ...(progress && { training: progress }) }, signal),
    input: (digest) => persist(() => client.input(digest, signal), transfers(inputLimits.bytes)),
    upload: (image) => persist(() => client.upload(computation, fence, image, signal), transfers(image.bytes.length)),
    uploadPart: (kind, part) =>
      persist(() => client.uploadPart(computation, fence, kind, part, signal), transfers(part.bytes.length)),
    checkpointPart: (digest) => persist(() => client.checkpointPart(computation, digest, signal), transfers(partBytes)),
    keepCheckpoint: (checkpoint) =>
      persist(() => client.keepCheckpoint(computation, { ...fence, checkpoint }, signal), retries),
    complete: (outputs) => persist(() => client.complete(computation, { ...fence, ...outputs }, signal), retries),
    fail: ({ message, isFinal, input }) => {
      const detail = shortened(message, failureCharacters);
      const failure = { ...fence, detail, ...(isFinal && { final: true as const }), ...(input && { input }) };
      return persist(() => client.fail(computation, failure, signal), retries);
    },
    release: () => {
      const soon = AbortSignal.timeout(releasePatience);
      const options = { clock, random, patience: releasePatience, signal: soon };
      return persist(() => client.release(computation, fence, soon), options);
    },
  };
}
