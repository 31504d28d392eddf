import { type TrainedBundle, trainedAtMost } from '@manifold/shared/protocol/lease';
import type { AnyStoredResult } from '@manifold/shared/protocol/result';

type Row = Pick<TrainedBundle, 'id'> & TrainedBundle['bundle'];

/** Notes what a training has left, as it is stored, if it can be sampled. */
export async function noteTrained(db: D1Database, result: AnyStoredResult): Promise<void> {
  if (!('files' in result) || !result.bundle) return;
  const { id, bundle, createdAt } = result;
  const insert = 'INSERT INTO trained (id, name, revision, trained_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
  await db.prepare(insert).bind(id, bundle.name, bundle.revision, Date.parse(createdAt)).run();
}

/** What every runner is to serve, newest first. */
export async function newestTrained(db: D1Database): Promise<TrainedBundle[]> {
  const query = 'SELECT id, name, revision FROM trained ORDER BY trained_at DESC, id LIMIT ?';
  const { results } = await db.prepare(query).bind(trainedAtMost).all<Row>();
  return results.map(({ id, ...bundle }) => ({ id, bundle }));
}
