import { z } from 'zod';
import type { BrokerObject } from './jobs/broker/object.ts';
import type { ComputationObject } from './jobs/computation/object.ts';
import type { JobObject } from './jobs/job/object.ts';

const Secrets = z.object({
  /** What runners show as their bearer token. */
  RUNNER_SECRET: z.string().min(16),
  /** Keys the hashes under which owners are known, so that no cookie or address is stored. */
  OWNER_KEY: z.string().min(16),
  /** What the operator shows as a bearer token, to train; without it nobody trains here. */
  OPERATOR_SECRET: z.string().min(16).optional(),
});
export type Secrets = z.infer<typeof Secrets>;

/** What wrangler.toml binds, beside the secrets. */
export interface Env extends Secrets {
  ASSETS: Fetcher;
  DB: D1Database;
  RESULTS: R2Bucket;
  JOBS: DurableObjectNamespace<JobObject>;
  COMPUTATIONS: DurableObjectNamespace<ComputationObject>;
  BROKERS: DurableObjectNamespace<BrokerObject>;
}

/** The secrets of this deployment. Throws an error that names what is missing, never a value. */
export function secretsOf(env: Env): Secrets {
  const parsed = Secrets.safeParse(env);
  if (parsed.success) return parsed.data;
  const wanting = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new Error(`set these secrets, each of at least 16 characters: ${wanting}`);
}
