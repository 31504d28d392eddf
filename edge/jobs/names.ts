import type { Digest } from '@manifold/shared/image/digest';
import type { JobId } from '@manifold/shared/protocol/job';
import type { Env } from '../env.ts';

/** The object that is the truth about the computation of a recipe's id. */
export function computationOf(env: Env, id: Digest) {
  return env.COMPUTATIONS.get(env.COMPUTATIONS.idFromName(id));
}

export function jobOf(env: Env, id: JobId) {
  return env.JOBS.get(env.JOBS.idFromName(id));
}

/** The broker of the one pool that there is. */
export function brokerOf(env: Env) {
  return env.BROKERS.get(env.BROKERS.idFromName('pool'));
}
