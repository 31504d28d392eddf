import type { Digest } from '@manifold/shared/image/digest';
import type { LeaseRequest } from '@manifold/shared/protocol/lease';
import { isTraining, type Work, widthOf } from '@manifold/shared/recipe/work';

/**
 * A computation that is ready to be leased. `wants` is what its runner must have; `rows` are U-Net rows a step; `since` is its
 * place in the queue.
 */
export interface Offer {
  id: Digest;
  wants: string;
  rows: number;
  since: number;
}

/** What a runner can take at this moment. */
type Room = Pick<LeaseRequest, 'bundles' | 'free' | 'idle' | 'trains'>;

/** How long, in ms, an entry wider than what is free is passed over before what runs must end to make room for it. */
const passedOverMs = 30_000;

const schema = `
CREATE TABLE IF NOT EXISTS entries (
  id TEXT PRIMARY KEY, bundle TEXT NOT NULL, rows INTEGER NOT NULL, since INTEGER NOT NULL, runner TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_age ON entries (runner, since, id)`;

export const bundleKey = ({ name, revision }: Room['bundles'][number]) => `${name}@${revision}`;
/** No bundle's name has a colon. */
const trainingKey = (net: string) => `train:${net}`;
const isTrainingKey = (wants: string) => wants.startsWith(trainingKey(''));

/** What the broker must know of a computation. */
export function offerOf(id: Digest, work: Work, since: number): Offer {
  const wants = isTraining(work) ? trainingKey(work.net) : bundleKey(work.bundle);
  return { id, wants, rows: widthOf(work), since };
}

/** What was taken for a runner. */
interface Claimed {
  id: Digest;
  rows: number;
  isTraining: boolean;
}

/** The index of what is ready and of what is held by which runner. It may be lost: computations offer themselves again. */
export class Queue {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(schema);
  }

  /** Idempotent; an entry that was held is ready again. */
  offer({ id, wants, rows, since }: Offer): void {
    const values = [id, wants, rows, since];
    this.#sql.exec('INSERT OR REPLACE INTO entries (id, bundle, rows, since) VALUES (?, ?, ?, ?)', ...values);
  }

  /**
   * Takes the oldest ready entry that has room, in the name of `runner`; of an idle runner, whatever its width. Once the oldest
   * to sample is too wide and has waited for long, none is sampled, so that the runner becomes idle.
   */
  claim(runner: string, { bundles, free, idle, trains = [] }: Room, now: number): Claimed | undefined {
    const query = `SELECT id, rows, bundle AS wants FROM entries WHERE runner IS NULL AND rows <= ?
      AND bundle IN (SELECT value FROM json_each(?)) ORDER BY since, id LIMIT 1`;
    const width = idle ? Number.MAX_SAFE_INTEGER : free;
    const sampled = bundles.map(bundleKey);
    const keys = JSON.stringify([...(this.#starves(sampled, width, now) ? [] : sampled), ...trains.map(trainingKey)]);
    const entry = this.#sql.exec<{ id: string; rows: number; wants: string }>(query, width, keys).toArray()[0];
    if (entry) this.#sql.exec('UPDATE entries SET runner = ? WHERE id = ?', runner, entry.id);
    return entry && { id: entry.id, rows: entry.rows, isTraining: isTrainingKey(entry.wants) };
  }

  /** Whether the oldest ready entry that wants one of the keys is wider than `width`, and has waited for long. */
  #starves(keys: string[], width: number, now: number): boolean {
    const query = `SELECT rows > ? AND since < ? AS starves FROM entries WHERE runner IS NULL
      AND bundle IN (SELECT value FROM json_each(?)) ORDER BY since, id LIMIT 1`;
    const values = [width, now - passedOverMs, JSON.stringify(keys)];
    return this.#sql.exec<{ starves: number }>(query, ...values).toArray()[0]?.starves === 1;
  }

  remove(id: Digest): void {
    this.#sql.exec('DELETE FROM entries WHERE id = ?', id);
  }

  /** The runners that hold something. */
  holders(): Set<string> {
    const query = 'SELECT DISTINCT runner FROM entries WHERE runner IS NOT NULL';
    return new Set(
      this.#sql
        .exec<{ runner: string }>(query)
        .toArray()
        .map(({ runner }) => runner),
    );
  }

  /**
   * How many ready entries are older: for a training all other trainings; for anything else what wants one of the keys `beside`
   * its own, since what waits for another runner takes nothing away from it.
   */
  ahead({ id, wants, since }: Offer, beside: readonly string[]): number {
    const query = `SELECT count(*) AS n FROM entries WHERE runner IS NULL AND (since, id) < (?1, ?2)
      AND iif(?3, bundle LIKE '${trainingKey('%')}', bundle IN (SELECT value FROM json_each(?4)))`;
    const values = [since, id, Number(isTrainingKey(wants)), JSON.stringify(beside)];
    return this.#sql.exec<{ n: number }>(query, ...values).one().n;
  }

  figures(): { ready: number; leased: number } {
    const query = 'SELECT count(*) - count(runner) AS ready, count(runner) AS leased FROM entries';
    return this.#sql.exec<{ ready: number; leased: number }>(query).one();
  }
}
