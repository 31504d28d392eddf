import { manifest } from '@manifold/shared/recipe/arbitrary';
import { describe, expect, it } from 'vitest';
import { unreachable } from '../api/reply.ts';
import { absenceOf } from './absence.ts';

describe('absenceOf', () => {
  it('tells a server that is not there from one without models, and from one whose models cannot do it', () => {
    const titles = [
      { ok: false, reached: false, problem: unreachable() } as const,
      { ok: true, value: [] } as const,
      { ok: true, value: [manifest] } as const,
    ].map((reply) => absenceOf(reply).title);
    expect(titles).toEqual([
      'The server cannot be reached',
      'No model is served here yet',
      'No model here can do this',
    ]);
  });
});
