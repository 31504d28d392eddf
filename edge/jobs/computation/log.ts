import { JobEvent } from '@manifold/shared/protocol/event';
import { isFinal, type JobState } from '@manifold/shared/protocol/job';
import type { Occurrence } from './state.ts';

/** An event with its place in the log. Places only grow, over all generations. */
export interface LoggedEvent {
  seq: number;
  event: JobEvent;
}

/** What a reader of the log has not seen yet; when the log `isOver`, nothing follows. */
export interface News {
  events: LoggedEvent[];
  isOver: boolean;
}

const schema = `CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, generation INTEGER NOT NULL, type TEXT NOT NULL, event TEXT NOT NULL
) STRICT`;

type Row = { seq: number; event: string };

/** The event log of a computation: every change of state and, of progress and of places in the queue, the latest alone. */
export class EventLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Makes the table; called before the first write, so that objects nobody knows store nothing. */
  prepare(): void {
    this.#sql.exec(schema);
  }

  /** Answers the event's place. */
  append(generation: number, occurrence: Occurrence, now: number): number {
    const event: JobEvent = { v: 1, at: new Date(now).toISOString(), ...occurrence };
    const before = this.last(generation);
    const { seq } = this.#sql
      .exec<{ seq: number }>(
        'INSERT INTO events (generation, type, event) VALUES (?, ?, ?) RETURNING seq',
        generation,
        event.type,
        JSON.stringify(event),
      )
      .one();
    if (isProgress(event)) this.#forgetProgress(seq);
    if (event.type === 'queued' && before?.event.type === 'queued') this.#forget(before.seq);
    return seq;
  }

  /** The place from which a reader goes on who saw the log up to `seq`; a place beyond its end is none of ours. */
  placeOf(generation: number, seq: number): number {
    const query = 'SELECT seq FROM events WHERE generation = ? AND seq >= ? LIMIT 1';
    return this.#sql.exec(query, generation, seq).toArray().length > 0 ? seq : 0;
  }

  /** Events of one generation after the place `seq`, in order. */
  newsAfter(generation: number, seq: number): News {
    const query = 'SELECT seq, event FROM events WHERE generation = ? AND seq > ? ORDER BY seq';
    const events = this.#sql.exec<Row>(query, generation, seq).toArray().map(logged);
    const last = events.at(-1) ?? this.last(generation);
    return { events, isOver: last !== undefined && isFinalEvent(last.event) };
  }

  last(generation: number): LoggedEvent | undefined {
    const query = 'SELECT seq, event FROM events WHERE generation = ? ORDER BY seq DESC LIMIT 1';
    return this.#sql.exec<Row>(query, generation).toArray().map(logged)[0];
  }

  #forgetProgress(before: number): void {
    this.#sql.exec("DELETE FROM events WHERE type IN ('progress', 'training') AND seq < ?", before);
  }

  #forget(seq: number): void {
    this.#sql.exec('DELETE FROM events WHERE seq = ?', seq);
  }
}

function logged({ seq, event }: Row): LoggedEvent {
  return { seq, event: JobEvent.parse(JSON.parse(event)) };
}

function isProgress({ type }: JobEvent): boolean {
  return type === 'progress' || type === 'training';
}

function isFinalEvent(event: JobEvent): boolean {
  return !isProgress(event) && isFinal(event.type as JobState);
}
