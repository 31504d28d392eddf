import type { Digest } from '@manifold/shared/image/digest';
import type { LeaseRequest } from '@manifold/shared/protocol/lease';
import { MnistNet } from '@manifold/shared/recipe/training';
import { isTraining, type Work, widthOf } from '@manifold/shared/recipe/work';

/**
 * A computation that is ready to be leased. `wants` is what its runner must have; `rows` are U-Net rows a step; `since` is its
 * place in the queue.
 */
export type Offer = {
  id: Digest;
  wants: string;
  rows: number;
  since: number;
};

/** What a runner can take at this moment. */
type Room = Pick<LeaseRequest, 'bundles' | 'free' | 'idle' | 'trains'>;

/** How long, in ms, an entry wider than what is free is passed over before what runs must end to make room for it. */
const passedOverMs = 30_000;

const schema = `
CREATE TABLE IF NOT EXISTS entries (
  id TEXT PRIMARY KEY, bundle TEXT NOT NULL, rows INTEGER NOT NULL, since INTEGER NOT NULL, runner TEXT
) STRICT, WITHOUT ROWID;
DROP INDEX IF EXISTS by_age;
CREATE INDEX IF NOT EXISTS by_bundle ON entries (runner, bundle, since, id, rows)`;

export const bundleKey = ({ name, revision }: Room['bundles'][number]) => `${name}@${revision}`;
/** No bundle's name has a colon. */
const trainingKey = (net: string) => `train:${net}`;
const isTrainingKey = (wants: string) => wants.startsWith(trainingKey(''));
const trainingKeys = MnistNet.options.map(trainingKey);

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

  /**
   * Idempotent; an entry that was held is ready again. Says whether that is news: what waits for long offers itself again and
   * again, and writes nothing by that.
   */
  offer({ id, wants, rows, since }: Offer): boolean {
    const query = `INSERT INTO entries (id, bundle, rows, since) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
      SET bundle = excluded.bundle, rows = excluded.rows, since = excluded.since, runner = NULL
      WHERE runner IS NOT NULL OR (bundle, rows, since) <> (excluded.bundle, excluded.rows, excluded.since) RETURNING id`;
    return this.#sql.exec(query, id, wants, rows, since).toArray().length > 0;
  }

  /**
   * Takes the oldest ready entry that has room, in the name of `runner`; of an idle runner, whatever its width. Once the oldest
   * to sample is too wide and has waited for long, none is sampled, so that the runner becomes idle.
   */
  claim(runner: string, { bundles, free, idle, trains = [] }: Room, now: number): Claimed | undefined {
    const width = idle ? Number.MAX_SAFE_INTEGER : free;
    const sampled = bundles.map(bundleKey);
    const keys = [...(this.#starves(sampled, width, now) ? [] : sampled), ...trains.map(trainingKey)];
    const entry = this.#oldest(keys, width);
    if (entry) this.hold(entry.id, runner);
    return entry && { id: entry.id, rows: entry.rows, isTraining: isTrainingKey(entry.wants) };
  }

  /** Whether the oldest ready entry that wants one of the keys is wider than `width`, and has waited for long. */
  #starves(keys: string[], width: number, now: number): boolean {
    const oldest = this.#oldest(keys, Number.MAX_SAFE_INTEGER);
    return oldest !== undefined && oldest.rows > width && oldest.since < now - passedOverMs;
  }

  /** The oldest ready entry that wants one of the keys and has at most `width` rows: of each key the oldest, and of those. */
  #oldest(keys: string[], width: number): Offer | undefined {
    const query = `WITH firsts AS (SELECT (SELECT id FROM entries
        WHERE runner IS NULL AND bundle = wanted.value AND rows <= ? ORDER BY since, id LIMIT 1) AS id
      FROM json_each(?) AS wanted)
      SELECT id, rows, bundle AS wants, since FROM firsts JOIN entries USING (id) ORDER BY since, id LIMIT 1`;
    return this.#sql.exec<Offer>(query, width, JSON.stringify(keys)).toArray()[0];
  }

  /** An entry that is not there stays away: it is held all the same. */
  hold(id: Digest, runner: string): void {
    this.#sql.exec('UPDATE entries SET runner = ? WHERE id = ?', runner, id);
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
   * How many older ready entries compete with this one: for a training, other trainings; for anything else, entries that want one of
   * the keys `beside` its own, because those that wait for other runners take nothing away from it.
   */
  ahead({ id, wants, since }: Offer, beside: readonly string[]): number {
    const query = `SELECT count(*) AS n FROM entries WHERE runner IS NULL
      AND bundle IN (SELECT value FROM json_each(?)) AND (since, id) < (?, ?)`;
    const keys = isTrainingKey(wants) ? trainingKeys : beside;
    return this.#sql.exec<{ n: number }>(query, JSON.stringify(keys), since, id).one().n;
  }

  figures(): { ready: number; leased: number } {
    const query = 'SELECT count(*) - count(runner) AS ready, count(runner) AS leased FROM entries';
    return this.#sql.exec<{ ready: number; leased: number }>(query).one();
  }
}
