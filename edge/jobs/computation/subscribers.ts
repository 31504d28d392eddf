const schema = 'CREATE TABLE IF NOT EXISTS subscribers (job TEXT PRIMARY KEY) STRICT, WITHOUT ROWID';

/** The jobs that wait for a live computation. A row each: there may be more of them than one value can hold. */
export class Subscribers {
  readonly #sql: SqlStorage;

  /** `moved` are those of an object that kept them elsewhere. */
  constructor(sql: SqlStorage, moved?: readonly string[]) {
    this.#sql = sql;
    if (moved) this.prepare();
    for (const job of moved ?? []) this.add(job);
  }

  /** Makes the table; called before the first write, so that objects nobody knows store nothing. */
  prepare(): void {
    this.#sql.exec(schema);
  }

  /** Idempotent. */
  add(job: string): void {
    this.#sql.exec('INSERT OR IGNORE INTO subscribers (job) VALUES (?)', job);
  }

  /** Idempotent. */
  remove(job: string): void {
    this.#sql.exec('DELETE FROM subscribers WHERE job = ?', job);
  }

  clear(): void {
    this.#sql.exec('DELETE FROM subscribers');
  }

  get areAny(): boolean {
    return this.#sql.exec('SELECT job FROM subscribers LIMIT 1').toArray().length > 0;
  }
}
