import type { JobId } from '@manifold/shared/protocol/job';

export interface Claim {
  owner: string;
  key: string;
  fingerprint: string;
  job: JobId;
}

type Row = Pick<Claim, 'fingerprint' | 'job'>;

const select = 'SELECT fingerprint, job FROM idempotency WHERE owner = ? AND key = ?';
const forget = `DELETE FROM idempotency WHERE (owner, key) IN
  (SELECT owner, key FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ?)`;

/** How long, in ms, a key stands for its job at least: 30 days. */
export const keptMs = 30 * 24 * 3_600_000;
/** Keys that a claim forgets at most: more than it adds, so that those beyond their time dwindle. */
const forgottenAtOnce = 10;

/** What an owner's key stands for already, if it was claimed. */
export async function readClaim(db: D1Database, owner: string, key: string): Promise<Row | undefined> {
  return (await db.prepare(select).bind(owner, key).first<Row>()) ?? undefined;
}

/**
 * Claims an owner's key for a job. Of claims at the same time the first stands, and all are told the same one. Some keys beyond
 * their time are forgotten.
 */
export async function claimKey(db: D1Database, { owner, key, fingerprint, job }: Claim, now: number): Promise<Row> {
  const insert = 'INSERT INTO idempotency (owner, key, fingerprint, job, created_at) VALUES (?, ?, ?, ?, ?)';
  const [, found] = await db.batch<Row>([
    db.prepare(`${insert} ON CONFLICT DO NOTHING`).bind(owner, key, fingerprint, job, now),
    db.prepare(select).bind(owner, key),
    db.prepare(forget).bind(now - keptMs, forgottenAtOnce),
  ]);
  return found!.results[0]!;
}
