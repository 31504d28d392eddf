import { problem } from '@manifold/shared/protocol/problem';
import { isTraining, type Work } from '@manifold/shared/recipe/work';
import { presentMs, type Seen } from '../../store/manifests.ts';
import { seenOf } from '../presence.ts';
import { type Computation, failed, type Transition } from './state.ts';

/** How long, in ms, a computation waits for a revision that no runner is seen to have. */
export const patienceMs = 600_000;

/** Whether it has waited so long that its revision may have gone for good. */
function hasWaitedLong({ phase, since }: Computation, now: number): boolean {
  return phase.state === 'queued' && now - since > patienceMs;
}

/** When the revision that a computation waits for was last seen, looked up once it has waited for long. */
export async function revisionSeen(
  db: D1Database,
  state: Computation,
  work: Work,
  now: number,
): Promise<Seen | undefined> {
  return isTraining(work) || !hasWaitedLong(state, now) ? undefined : seenOf(db, work.bundle);
}

/**
 * What has waited for long fails once another revision of its bundle (of one that was trained, any other bundle) is served
 * instead of its own. Where no runner has either, it waits on: they are but away.
 */
export function supersede(state: Computation, { bundle, own, other }: Seen, now: number): Transition {
  const isGone = now - own > patienceMs && now - other <= presentMs;
  if (!isGone || !hasWaitedLong(state, now)) return { next: state, events: [] };
  const detail = `revision ${bundle.revision} of ${bundle.name} is no longer served; ask again for one that is`;
  return failed(state, problem('computation-failed', detail));
}
