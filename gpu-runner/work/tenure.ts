import type { Digest } from '@manifold/shared/image/digest';
import type { Preview } from '@manifold/shared/protocol/event';
import {
  type Completion,
  type Fence,
  type Lease,
  leaseSeconds,
  type ProgressReply,
} from '@manifold/shared/protocol/lease';
import type { Step } from '../pipeline/pipeline.ts';
import type { Client, Upload } from './client.ts';
import type { Clock } from './clock.ts';
import type { Outcome } from './outcome.ts';
import { persist } from './retry.ts';

/** Milliseconds that finished work is offered to an edge out of reach: past its lease's life the fence decides. */
const patience = leaseSeconds * 3000;

/** Milliseconds that handing a lease back may take: it would lapse by itself. */
const releasePatience = 2_000;

/** The one lease of an attempt, as what it may say to the edge; each word carries the fence. */
export interface Tenure {
  /** Renews the lease, with progress or without: one try, since newer progress replaces older. */
  progress(step: Step | undefined, preview: Preview | undefined): Promise<Outcome<ProgressReply>>;
  /** An input picture of the recipe. */
  input(digest: Digest): Promise<Outcome<Uint8Array>>;
  upload(image: Upload): Promise<Outcome<void>>;
  complete(outputs: Omit<Completion, keyof Fence>): Promise<Outcome<void>>;
  fail(detail: string): Promise<Outcome<void>>;
  release(): Promise<Outcome<void>>;
}

export interface TenureOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends progress, uploads and completion, and what they wait for. */
  readonly signal: AbortSignal;
}

export function tenureOf(lease: Lease, { client, clock, random, signal }: TenureOptions): Tenure {
  const { computation, generation, attempt } = lease;
  const fence = { generation, attempt };
  const retries = { clock, random, patience };
  return {
    progress: (step, preview) => {
      const progress = step && { step: step.step, of: step.of, timestep: step.timestep, ...(preview && { preview }) };
      return client.progress(computation, { ...fence, ...(progress && { progress }) }, signal);
    },
    input: (digest) => persist(() => client.input(digest, signal), { ...retries, signal }),
    upload: (image) => persist(() => client.upload(computation, fence, image, signal), { ...retries, signal }),
    complete: (outputs) =>
      persist(() => client.complete(computation, { ...fence, ...outputs }, signal), { ...retries, signal }),
    fail: (detail) => persist(() => client.fail(computation, { ...fence, detail }, signal), { ...retries, signal }),
    release: () => {
      const soon = AbortSignal.timeout(releasePatience);
      const options = { clock, random, patience: releasePatience, signal: soon };
      return persist(() => client.release(computation, fence, soon), options);
    },
  };
}
