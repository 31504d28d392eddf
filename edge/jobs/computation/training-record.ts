import {
  type Curve,
  type Sighting,
  type TrainingCheckpoint,
  type TrainingProgress,
  withPoint,
} from '@manifold/shared/protocol/training';
import type { LoggedEvent } from './log.ts';

/**
 * The curve and the pictures of a training so far. `latest` is the place in the log of the latest progress, 0 before the first of
 * a generation; `before` that of the progress before, of a generation's first its own.
 */
interface Seen {
  curve: Curve;
  pictures: Sighting[];
  latest: number;
  before: number;
}

const nothing: Seen = { curve: [], pictures: [], latest: 0, before: 0 };

/** The pictures of earlier attempts and of a later one, each at its path once, in order of their epochs: the last 64. */
export function withPictures(earlier: readonly Sighting[], later: readonly Sighting[]): Sighting[] {
  const told = new Map([...earlier, ...later].map((picture) => [picture.path, picture]));
  return [...told.values()].toSorted((a, b) => a.epoch - b.epoch).slice(-64);
}

/** What a computation that trains keeps beside its state: what late comers must see, and where the next attempt goes on from. */
export class TrainingRecord {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  get curve(): Curve {
    return this.#seen.curve;
  }

  /** Of all attempts. */
  get pictures(): Sighting[] {
    return this.#seen.pictures;
  }

  get checkpoint(): TrainingCheckpoint | undefined {
    return this.#kv.get<TrainingCheckpoint>('checkpoint');
  }

  set checkpoint(checkpoint: TrainingCheckpoint) {
    this.#kv.put('checkpoint', checkpoint);
  }

  /** Whether parts of checkpoints may lie in the store. */
  get hasParts(): boolean {
    return this.#kv.get<boolean>('has-parts') ?? false;
  }

  expectParts(): void {
    if (!this.hasParts) this.#kv.put('has-parts', true);
  }

  forgetParts(): void {
    this.#kv.delete('has-parts');
  }

  /** Opens a generation: it begins with the curve and pictures of the checkpoint that it goes on from, and its readers saw none of them. */
  open(): void {
    if (this.checkpoint) this.#kv.put('seen', { ...this.#seen, latest: 0 });
    else this.#kv.delete('seen');
  }

  /** Takes a post in; answers it with the pictures of all attempts, each at its path once. */
  add(progress: TrainingProgress): TrainingProgress {
    const { curve, pictures, ...places } = this.#seen;
    const all = withPictures(pictures, progress.pictures);
    const { step, of, loss } = progress;
    this.#kv.put('seen', { ...places, curve: step > 0 ? withPoint(curve, { step, loss }, of) : curve, pictures: all });
    return { ...progress, pictures: all };
  }

  /** The latest progress stands at the place `seq` of the log. */
  logged(seq: number): void {
    const seen = this.#seen;
    this.#kv.put('seen', { ...seen, latest: seq, before: seen.latest || seq });
  }

  /** The events with the whole curve, for a reader who saw the log up to the place `seq` and missed a point of it. */
  completed(events: LoggedEvent[], seq: number): LoggedEvent[] {
    const { curve, before } = this.#seen;
    if (seq >= before) return events;
    return events.map((one) => (one.event.type === 'training' ? { ...one, event: { ...one.event, curve } } : one));
  }

  /** What was seen stays, for who still reads of this generation. */
  forgetCheckpoint(): void {
    this.#kv.delete('checkpoint');
  }

  get #seen(): Seen {
    return this.#kv.get<Seen>('seen') ?? nothing;
  }
}
