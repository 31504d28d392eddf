import { type TrainedBundle, trainedAtMost } from '@manifold/shared/protocol/lease';

type Row = Pick<TrainedBundle, 'id'> & TrainedBundle['bundle'];

/** Notes that a training has left a bundle that can be sampled; the first to say so counts. */
export async function noteTrained(db: D1Database, { id, bundle }: TrainedBundle, now: number): Promise<void> {
  const insert = 'INSERT INTO trained (id, name, revision, trained_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
  await db.prepare(insert).bind(id, bundle.name, bundle.revision, now).run();
}

/** What every runner is to serve, newest first. */
export async function newestTrained(db: D1Database): Promise<TrainedBundle[]> {
  const query = 'SELECT id, name, revision FROM trained ORDER BY trained_at DESC, id LIMIT ?';
  const { results } = await db.prepare(query).bind(trainedAtMost).all<Row>();
  return results.map(({ id, ...bundle }) => ({ id, bundle }));
}
