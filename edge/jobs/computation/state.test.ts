import type { Fence } from '@manifold/shared/protocol/lease';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentMs } from '../../store/manifests.ts';
import { checkpoint, expire, fail, finish, grant, hear, patience, release } from './attempt.ts';
import { type Computation, isLive, type Losses, type Occurrence, type Transition } from './state.ts';
import { subscribe, unsubscribe } from './subscription.ts';
import { patienceMs, supersede } from './supersede.ts';

const id = 'f'.repeat(64);
const bundle = { name: 'mnist-class', revision: id };
const job = fc.constantFrom('a', 'b', 'c');
const command = fc.oneof(
  fc.record({ do: fc.constant('subscribe' as const), job }),
  fc.record({ do: fc.constant('unsubscribe' as const), job }),
  fc.record({ do: fc.constant('grant' as const) }),
  fc.record({ do: fc.constant('expire' as const) }),
  fc.record({ do: fc.constant('supersede' as const) }),
  fc.record({ do: fc.constantFrom('hear', 'finish', 'fail', 'release'), old: fc.nat(2), step: fc.nat(50) }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const pause = fc.oneof({ weight: 20, arbitrary: fc.nat(25_000) }, fc.nat(patienceMs * 2));

/** A history: each command with the milliseconds that pass before it. */
const history = fc.array(fc.tuple(pause, command), { maxLength: 60 });

interface World {
  state: Computation | undefined;
  now: number;
  fences: Fence[];
  /** Those that wait for it. */
  jobs: Set<string>;
}

type Check = (before: Computation | undefined, after: Computation, events: Occurrence[], world: World) => void;

describe('a computation through any history', () => {
  it('has attempts and generations that only grow, and says with each lease whose attempt it is', () => {
    overHistories((before, after, events) => {
      expect(after.attempt).toBeGreaterThanOrEqual(before?.attempt ?? 0);
      expect(after.generation).toBeGreaterThanOrEqual(before?.generation ?? 0);
      expect(after.attempt - (before?.attempt ?? 0)).toBeLessThanOrEqual(1);
      const isLeased = before?.phase.state === 'queued' && after.phase.state === 'leased';
      const leased = events.filter((event) => event.type === 'leased');
      expect(leased.map((event) => event.attempt)).toEqual(isLeased ? [after.attempt] : []);
    });
  });

  it('keeps a final state within its generation', () => {
    overHistories((before, after) => {
      const hasEnded = before !== undefined && ['done', 'failed', 'cancelled'].includes(before.phase.state);
      if (hasEnded && before.generation === after.generation) expect(after.phase).toEqual(before.phase);
    });
  });

  it('says every change of state in the log, and nothing else', () => {
    overHistories((before, after, events) => {
      const changes = events.filter((event) => event.type !== 'progress');
      const isChanged = before?.phase.state !== after.phase.state || before.generation !== after.generation;
      expect(changes.map((event) => event.type)).toEqual(isChanged ? [after.phase.state] : []);
    });
  });

  it('is live no longer than a job waits for it', () => {
    overHistories((_, after, __, { jobs }) => {
      if (isLive(after)) expect(jobs.size).toBeGreaterThan(0);
    });
  });

  it('hears no attempt but the one that holds the lease', () => {
    fc.assert(
      fc.property(history, fc.nat(100), fc.nat(100), (steps, generation, attempt) => {
        const { state, now } = runThrough(steps);
        const fence = { generation, attempt };
        if (!state || (state.generation === generation && state.attempt === attempt)) return;
        for (const post of posts(state, fence, 0, now)) expect(post.ok).toBe(false);
      }),
    );
  });
});

describe('failing', () => {
  it('comes after three reported errors', () => {
    const outcomes = repeat(patience, (state, fence, now) =>
      fail(state, fence, { detail: 'no memory' }, { now, ahead: 0 }),
    );
    expect(outcomes).toEqual(['queued', 'queued', 'failed']);
  });

  it('is the fault of a picture that took too long each time', () => {
    const slow = { detail: 'the mask takes longer than 5 s to decode', input: 'mask' } as const;
    const types: unknown[] = [];
    const outcomes = repeat(patience, (state, fence, now) => {
      const failing = fail(state, fence, slow, { now, ahead: 0 });
      if (failing.ok && failing.next.phase.state === 'failed') types.push(failing.next.phase.error.type);
      return failing;
    });
    expect([outcomes.at(-1), types]).toEqual(['failed', ['/problems/unusable-picture']]);
  });

  it('comes at once with an error that is final', () => {
    const broken = { detail: 'the loss became NaN at step 9', final: true } as const;
    expect(repeat(1, (state, fence, now) => fail(state, fence, broken, { now, ahead: 0 }))).toEqual(['failed']);
  });

  it('does not come from errors and losses before a checkpoint', () => {
    let attempts = 0;
    const outcomes = repeat(9, (state, fence, now) => {
      const kept = checkpoint(state, fence, now);
      if (!kept.ok) throw new Error('stale');
      attempts += 1;
      return attempts % 2 ? lost(kept.next) : fail(kept.next, fence, { detail: 'no memory' }, { now, ahead: 0 });
    });
    expect(outcomes).not.toContain('failed');
  });

  it('comes after three losses in a row at the same step', () => {
    expect(lossesAt([7, 7, 7])).toEqual(['queued', 'queued', 'failed']);
    expect(lossesAt([0, 0, 0])).toEqual(['queued', 'queued', 'failed']);
  });

  it('does not come from losses of attempts that went on', () => {
    expect(lossesAt([3, 9, 20, 35, 3])).toEqual(['queued', 'queued', 'queued', 'queued', 'queued']);
  });

  it('comes in the end, whatever the steps', () => {
    expect(lossesAt(Array.from({ length: 20 }, (_, i) => i)).at(-1)).toBe('failed');
  });

  it('does not come from leases that their runners never spoke of, but in the end', () => {
    expect(lossesAt(Array.from({ length: 19 }, () => undefined))).not.toContain('failed');
  });

  it('says how often its runner was lost, and where if that was always at one step', () => {
    const leased = grant(subscribe(undefined, { now: 0, ahead: 0 }).next, 'r', 0)!.next;
    const heard = hear(leased, leased, { type: 'progress', step: 5, of: 50, timestep: 0 }, 0);
    if (!heard.ok) throw new Error('stale');
    expect(detailAfter(heard.next, { total: 4, inARow: 2, step: 5 })).toBe(
      'the runner was lost 5 times, the last 3 at step 5',
    );
    expect(detailAfter(heard.next, { total: 19, inARow: 1, step: 4 })).toBe('the runner was lost 20 times');
    expect(detailAfter(leased, { total: 19, inARow: 0, step: -1 })).toBe('the runner was lost 20 times');
  });
});

describe('a computation whose revision no runner has', () => {
  const queued = subscribe(undefined, { now: 0, ahead: 0 }).next;
  const now = patienceMs + 1;
  const phaseAfter = (state: Computation, own: number, other: number, at = now) =>
    supersede(state, { bundle, own, other }, at).next.phase;

  it('fails once it has waited for long and another revision is served', () => {
    const error = { type: '/problems/computation-failed', detail: expect.stringContaining(`${id} of mnist-class`) };
    expect(phaseAfter(queued, 0, now - presentMs)).toMatchObject({ state: 'failed', error });
  });

  it('stays queued while its runner may be but away: no other is served, or it was seen, or it has not waited long', () => {
    expect(phaseAfter(queued, 0, now - presentMs - 1)).toBe(queued.phase);
    expect(phaseAfter(queued, 1, now)).toBe(queued.phase);
    expect(phaseAfter(queued, -patienceMs, now - 1, now - 1)).toBe(queued.phase);
  });

  it('goes on once it is leased', () => {
    const leased = grant(queued, 'r', now)!.next;
    expect(phaseAfter(leased, 0, now)).toBe(leased.phase);
  });
});

function overHistories(check: Check) {
  fc.assert(fc.property(history, (steps) => void runThrough(steps, check)));
}

function runThrough(steps: [number, Command][], check: Check = () => {}): World {
  const world: World = { state: undefined, now: 0, fences: [], jobs: new Set() };
  for (const [ms, command] of steps) {
    world.now += ms;
    const transition = carryOut(world, command);
    if (!transition) continue;
    if (!isLive(transition.next)) world.jobs.clear();
    check(world.state, transition.next, transition.events, world);
    world.state = transition.next;
    const { generation, attempt } = transition.next;
    world.fences.unshift({ generation, attempt });
  }
  return world;
}

function carryOut({ state, now, fences, jobs }: World, command: Command): Transition | undefined {
  const moment = { now, ahead: 0 };
  if (command.do === 'subscribe') {
    jobs.add(command.job);
    return subscribe(state, moment);
  }
  if (!state) return undefined;
  if (command.do === 'unsubscribe') {
    jobs.delete(command.job);
    return unsubscribe(state, state.generation, jobs.size > 0);
  }
  if (command.do === 'grant') return grant(state, 'r', now);
  if (command.do === 'expire') return expire(state, moment);
  if (command.do === 'supersede') return supersede(state, { bundle, own: 0, other: now }, now);
  const fence = fences[command.old] ?? fences[0]!;
  const index = { hear: 0, finish: 1, fail: 2, release: 3 }[command.do];
  const post = posts(state, fence, command.step, now)[index!]!;
  return post.ok ? post : undefined;
}

function posts(state: Computation, fence: Fence, step: number, now: number) {
  const moment = { now, ahead: 0 };
  return [
    hear(state, fence, { type: 'progress', step, of: 50, timestep: 0 }, now),
    finish(state, fence, { id }),
    fail(state, fence, { detail: 'broke' }, moment),
    release(state, fence, moment),
  ];
}

/** Leases a computation and lets it end, again and again, as long as it is to be had. */
function repeat(
  times: number,
  end: (state: Computation, fence: Fence, now: number) => { ok: boolean } & Partial<Transition>,
) {
  let now = 0;
  let state = subscribe(undefined, { now, ahead: 0 }).next;
  return Array.from({ length: times }, () => {
    now += 60_000;
    const granted = grant(state, 'r', now);
    if (granted) state = end(granted.next, granted.next, now).next!;
    return state.phase.state;
  });
}

/** Loses one attempt after another, each at its step; `undefined` is an attempt of which nothing was heard. */
function lossesAt(steps: (number | undefined)[]): string[] {
  const left = [...steps];
  return repeat(steps.length, (state, fence) => {
    const step = left.shift();
    const heard =
      step === undefined ? undefined : hear(state, fence, { type: 'progress', step, of: 50, timestep: 0 }, 0);
    return lost(heard?.ok ? heard.next : state);
  });
}

/** A leased computation after its lease ran out. */
function lost(leased: Computation): { ok: true } & Transition {
  if (leased.phase.state !== 'leased') throw new Error('not leased');
  return { ok: true, ...expire(leased, { now: leased.phase.expiresAt, ahead: 0 }) };
}

/** Why a leased computation failed that was lost once more after these losses. */
function detailAfter(state: Computation, losses: Losses): string | undefined {
  if (state.phase.state !== 'leased') throw new Error('not leased');
  const { phase } = expire({ ...state, losses }, { now: state.phase.expiresAt, ahead: 0 }).next;
  return phase.state === 'failed' ? phase.error.detail : undefined;
}
