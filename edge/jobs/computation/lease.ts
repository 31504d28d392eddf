import type { AnyLease, Fence } from '@manifold/shared/protocol/lease';
import type { TrainingCheckpoint } from '@manifold/shared/protocol/training';
import { isTraining } from '@manifold/shared/recipe/work';
import type { Kept } from './kept.ts';

/** A lease as its runner is told of it; a training goes on from a checkpoint where there is one. */
export function leaseOf(
  { id, work }: Pick<Kept, 'id' | 'work'>,
  { generation, attempt }: Fence,
  checkpoint: TrainingCheckpoint | undefined,
): AnyLease {
  const lease = { generation, attempt, computation: id };
  if (!isTraining(work)) return { ...lease, recipe: work };
  return { ...lease, training: work, ...(checkpoint ? { checkpoint } : {}) };
}
