import type { Digest } from '@manifold/shared/image/digest';
import type { LeaseRequest } from '@manifold/shared/protocol/lease';

/** A computation that is ready to be leased. `rows` are U-Net rows a step; `since` is its place in the queue. */
export interface Offer {
  id: Digest;
  bundle: { name: string; revision: Digest };
  rows: number;
  since: number;
}

/** What a runner can take at this moment. */
export type Room = Pick<LeaseRequest, 'bundles' | 'free' | 'idle'>;

const schema = `
CREATE TABLE IF NOT EXISTS entries (
  id TEXT PRIMARY KEY, bundle TEXT NOT NULL, rows INTEGER NOT NULL, since INTEGER NOT NULL, runner TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_age ON entries (runner, since, id)`;

const bundleKey = ({ name, revision }: Offer['bundle']) => `${name}@${revision}`;

/** The index of what is ready and of what is held by which runner. It may be lost: computations offer themselves again. */
export class Queue {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(schema);
  }

  /** Idempotent; an entry that was held is ready again. */
  offer({ id, bundle, rows, since }: Offer): void {
    const values = [id, bundleKey(bundle), rows, since];
    this.#sql.exec('INSERT OR REPLACE INTO entries (id, bundle, rows, since) VALUES (?, ?, ?, ?)', ...values);
  }

  /** Takes the oldest ready entry that has room, in the name of `runner`; of an idle runner, whatever its width. */
  claim(runner: string, { bundles, free, idle }: Room): { id: Digest; rows: number } | undefined {
    const query = `SELECT id, rows FROM entries WHERE runner IS NULL AND rows <= ?
      AND bundle IN (SELECT value FROM json_each(?)) ORDER BY since, id LIMIT 1`;
    const width = idle ? Number.MAX_SAFE_INTEGER : free;
    const keys = JSON.stringify(bundles.map(bundleKey));
    const entry = this.#sql.exec<{ id: string; rows: number }>(query, width, keys).toArray()[0];
    if (entry) this.#sql.exec('UPDATE entries SET runner = ? WHERE id = ?', runner, entry.id);
    return entry;
  }

  remove(id: Digest): void {
    this.#sql.exec('DELETE FROM entries WHERE id = ?', id);
  }

  /** How many ready entries are older. */
  ahead(id: Digest, since: number): number {
    const query = 'SELECT count(*) AS n FROM entries WHERE runner IS NULL AND (since, id) < (?, ?)';
    return this.#sql.exec<{ n: number }>(query, since, id).one().n;
  }

  figures(): { ready: number; leased: number } {
    const query = 'SELECT count(*) - count(runner) AS ready, count(runner) AS leased FROM entries';
    return this.#sql.exec<{ ready: number; leased: number }>(query).one();
  }
}
