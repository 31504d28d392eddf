import type { TrainingCheckpoint } from '@manifold/shared/protocol/training';
import type { Missing } from '../../refusal.ts';
import { deleteCheckpoints, missingParts } from '../../store/files.ts';
import type { Kept } from './kept.ts';
import { type Fenced, isLive } from './state.ts';
import type { TrainingRecord } from './training-record.ts';

/** A computation's side of the store: the parts of its latest checkpoint lie there while they are needed, and no others. */
export class Checkpoints {
  readonly #bucket: R2Bucket;
  readonly #kept: Kept;
  readonly #training: TrainingRecord;

  constructor(bucket: R2Bucket, kept: Kept, training: TrainingRecord) {
    this.#bucket = bucket;
    this.#kept = kept;
    this.#training = training;
  }

  /** The parts of a checkpoint that have not been uploaded. */
  async missing(checkpoint: TrainingCheckpoint): Promise<Missing[]> {
    const place = { kind: 'checkpoint', computation: this.#kept.id } as const;
    const missing = await missingParts(this.#bucket, place, partsOf(checkpoint));
    return missing.map((digest) => ({ pointer: '/checkpoint/files', digest }));
  }

  /**
   * The next attempt goes on from here, if the post that says so counts: in one step with that, so that what ends the computation
   * forgets this checkpoint too.
   */
  keep(checkpoint: TrainingCheckpoint, post: Fenced): Fenced {
    if (post.ok) this.#training.checkpoint = checkpoint;
    return post;
  }

  /** Has the parts of the checkpoints before this one go. */
  async dropOthers(checkpoint: TrainingCheckpoint): Promise<void> {
    await deleteCheckpoints(this.#bucket, this.#kept.id, partsOf(checkpoint)).catch(notTidied);
  }

  /** Deletes the parts of a computation that has ended; one that failed keeps them for a retry. Says whether nothing is left to delete. */
  async tidy(): Promise<boolean> {
    const { state, id } = this.#kept;
    if (state?.phase.state === 'failed' || isLive(state) || !this.#training.hasParts) return true;
    const isTidy = await deleteCheckpoints(this.#bucket, id).then(() => true, notTidied);
    if (isTidy) this.#training.forgetParts();
    return isTidy;
  }
}

function partsOf({ files }: TrainingCheckpoint) {
  return files.flatMap((file) => file.parts);
}

function notTidied(error: unknown): false {
  console.warn('old checkpoints could not be deleted', error);
  return false;
}
