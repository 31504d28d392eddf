import type { JobEvent } from '@manifold/shared/protocol/event';
import { problem } from '@manifold/shared/protocol/problem';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOver, type JobView, sending, withEvent } from './job-view.ts';
import { tickCount } from './timeline.ts';

const of = 50;
const start = Date.parse('2026-01-01T00:00:00Z');
const common = (second = 0) => ({ v: 1, at: new Date(start + 1000 * second).toISOString() }) as const;
const queued = (position: number): JobEvent => ({ ...common(), type: 'queued', position });
const leased = (attempt: number): JobEvent => ({ ...common(), type: 'leased', attempt });
const done: JobEvent = { ...common(), type: 'done', resultId: 'a'.repeat(64) };
const failed: JobEvent = { ...common(), type: 'failed', error: problem('computation-failed', 'It failed.') };
const cancelled: JobEvent = { ...common(), type: 'cancelled' };

function progress(step: number, attempt = 1, second = step): JobEvent {
  const preview = { mediaType: 'image/png' as const, images: [btoa(`${attempt}:${step}`)] };
  return { ...common(second), type: 'progress', attempt, step, of, timestep: 6 * (of - step), preview };
}

const anyEvent = fc.oneof(
  fc.nat(9).map(queued),
  fc.integer({ min: 1, max: 3 }).map(leased),
  fc
    .tuple(fc.integer({ min: 1, max: of }), fc.integer({ min: 1, max: 3 }))
    .map(([step, attempt]) => progress(step, attempt)),
  fc.constantFrom(done, failed, cancelled),
);

function after(events: readonly JobEvent[], view: JobView = sending()): JobView {
  return events.reduce(withEvent, view);
}

describe('withEvent', () => {
  it('follows a job from the queue to its end', () => {
    const phases = [queued(2), leased(1), progress(1), done].map((_, i, all) => after(all.slice(0, i + 1)).phase);
    expect(phases).toEqual(['queued', 'developing', 'developing', 'done']);
  });

  it('never leaves a final phase', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent),
        fc.constantFrom(done, failed, cancelled),
        fc.array(anyEvent),
        (before, last, later) => {
          const ended = after([...before, last]);
          expect(isOver(ended)).toBe(true);
          expect(after(later, ended)).toBe(ended);
        },
      ),
    );
  });

  it('does not heed an attempt that was given up', () => {
    const view = after([leased(2), progress(9, 2)]);
    expect(withEvent(view, progress(30, 1))).toBe(view);
    expect(withEvent(view, leased(1))).toBe(view);
  });

  it('changes nothing when the log is told again, but for the pace', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1 }), (events) => {
        const once = after(events);
        const { pace: _, secondsLeft: __, ...again } = after(events.slice(-1), once);
        expect(once).toMatchObject(again);
      }),
    );
  });

  it('keeps one preview for each kept step, and the first of a step stays', () => {
    const view = after(Array.from({ length: of }, (_, i) => progress(i + 1)));
    expect(view.film).toHaveLength(tickCount(of));
    expect(view.film.every(Boolean)).toBe(true);
    const again = after([leased(2), progress(1, 2)], view);
    expect(again.film).toBe(view.film);
  });

  it('leaves steps that it did not see undeveloped', () => {
    const { film } = after([progress(25)]);
    expect(film.filter(Boolean)).toHaveLength(1);
    expect(film[0]).toBeUndefined();
  });

  it('fills what it passed between two previews with the later one', () => {
    const { film, latest } = after([progress(25), progress(50)]);
    expect(film.slice(6).every((frame) => frame === latest)).toBe(true);
  });

  it('tells the seconds left at the pace of this attempt', () => {
    expect(after([progress(10, 1, 10)]).secondsLeft).toBeUndefined();
    expect(after([progress(10, 1, 10), progress(20, 1, 15)]).secondsLeft).toBe(15);
    const twice = [progress(1, 1, 1), progress(40, 1, 15), leased(2), progress(2, 2, 40), progress(4, 2, 42)];
    expect(after(twice).secondsLeft).toBe(46);
  });
});
