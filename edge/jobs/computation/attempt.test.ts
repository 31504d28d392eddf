import { describe, expect, it } from 'vitest';
import { dueAt, expire, fail, finish, grant, hear, latenessMs, release } from './attempt.ts';
import type { Computation } from './state.ts';
import { subscribe } from './subscription.ts';

const id = 'f'.repeat(64);

describe('a lease', () => {
  it('is prolonged when its end is noticed late, since then the edge was away', () => {
    const leased = grant(subscribe(undefined, { now: 0, ahead: 0 }).next, 'r', 0)!.next;
    const { next, events } = expire(leased, { now: 10_000 + latenessMs + 1, ahead: 0 });
    expect(next.phase).toMatchObject({ state: 'leased', expiresAt: 30_000 + latenessMs + 1 });
    expect(events).toEqual([]);
  });

  it('is lost when it ends unheard again, however late that is noticed', () => {
    const leased = grant(subscribe(undefined, { now: 0, ahead: 0 }).next, 'r', 0)!.next;
    expect(phasesOf(endedLate(leased))).toEqual(['leased', 'queued']);
    const heard = hear(endedLate(leased)[0]!, leased, undefined, 50_000);
    if (!heard.ok) throw new Error('stale');
    expect(phasesOf(endedLate(heard.next))).toEqual(['leased', 'queued']);
  });
});

describe('a lease that ran out', () => {
  const leased = grant(subscribe(undefined, { now: 0, ahead: 0 }).next, 'r', 0)!.next;
  const fence = { generation: 1, attempt: 1 };
  const at = { now: 10_000, ahead: 0 };
  const { next: expired } = expire(leased, at);

  it('is taken up again by its own attempt, while nobody else has been granted another', () => {
    const progress = { type: 'progress', step: 5, of: 50, timestep: 0 } as const;
    expect(hear(expired, fence, progress, 11_000)).toMatchObject({
      ok: true,
      next: { attempt: 1, phase: { state: 'leased', runner: 'r', step: 5, expiresAt: 31_000 } },
      events: [
        { type: 'leased', attempt: 1 },
        { ...progress, attempt: 1 },
      ],
    });
    expect(finish(expired, fence, { id })).toMatchObject({ ok: true, next: { phase: { state: 'done' } } });
    const { next: granted } = grant(expired, 'other', 11_000)!;
    expect([hear(granted, fence, undefined, 12_000).ok, finish(granted, fence, { id }).ok]).toEqual([false, false]);
  });

  it('does not run backwards', () => {
    const heard = hear(leased, fence, { type: 'progress', step: 5, of: 50, timestep: 0 }, 0);
    if (!heard.ok) throw new Error('stale');
    const { next } = expire(heard.next, { now: 20_000, ahead: 0 });
    const resumed = hear(next, fence, { type: 'progress', step: 4, of: 50, timestep: 0 }, 21_000);
    expect(resumed).toMatchObject({ ok: true, next: { phase: { step: 5 } }, events: [{ type: 'leased' }] });
  });

  it('is not one that was given back, or ended with an error, unless it is to say that its result is stored', () => {
    for (const ended of [release(leased, fence, at), fail(leased, fence, { detail: 'broke' }, at)]) {
      if (!ended.ok) throw new Error('stale');
      expect(hear(ended.next, fence, undefined, 11_000).ok).toBe(false);
      const { next: granted } = grant(ended.next, 'other', 11_000)!;
      expect([finish(ended.next, fence, { id }).ok, finish(granted, fence, { id }).ok]).toEqual([true, false]);
    }
  });
});

describe('a computation that waits', () => {
  it('offers itself again after 15 s at first, then ever more seldom, after 5 min at last', () => {
    const { next } = subscribe(undefined, { now: 0, ahead: 0 });
    const pauseAt = (now: number) => dueAt(next, now) - now;
    expect([0, 150_000, 600_000, 3_000_000, 86_400_000].map(pauseAt)).toEqual([
      15_000, 15_000, 60_000, 300_000, 300_000,
    ]);
  });

  it('is ready when its backoff is over, however long it has waited', () => {
    const { next } = subscribe(undefined, { now: 0, ahead: 0 });
    expect(dueAt({ ...next, phase: { state: 'queued', readyAt: 9_001_000 } }, 9_000_000)).toBe(9_001_000);
    expect(dueAt({ ...next, phase: { state: 'queued', readyAt: 9_000_000 } }, 9_000_000)).toBe(9_015_000);
  });
});

/** A lease whose end is noticed late, twice. */
function endedLate(leased: Computation): Computation[] {
  let state = leased;
  return [1, 2].map(() => {
    if (state.phase.state !== 'leased') throw new Error('not leased');
    state = expire(state, { now: state.phase.expiresAt + latenessMs + 1, ahead: 0 }).next;
    return state;
  });
}

function phasesOf(states: Computation[]): string[] {
  return states.map(({ phase }) => phase.state);
}
