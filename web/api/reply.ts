import type { Problem } from '@manifold/shared/protocol/problem';

/** What the API answered: a value, or a problem; `reached` tells whether the problem is the server's own word. */
export type Reply<T> = { ok: true; value: T } | { ok: false; reached: boolean; problem: Problem };

/** The problem of a request that no server answered. */
export function unreachable(): Problem {
  return {
    type: '/problems/unreachable',
    title: 'The server cannot be reached',
    status: 0,
    detail: 'Check the connection, then try again. A job that was accepted goes on without this page.',
  };
}

/** The problem of an answer that is neither what was asked for nor problem details. */
export function notUnderstood(status: number): Problem {
  return {
    type: '/problems/not-understood',
    title: 'The answer was not understood',
    status,
    detail: 'This page may be older than the server. Reload it, then try again.',
  };
}

/** The problem of a training that is looked for among prints. */
export function trainingInstead(id: string): Problem {
  return {
    type: '/problems/training-instead',
    title: 'This is a training',
    status: 200,
    detail: `It makes no prints, and has a page of its own: /job/${id}.`,
  };
}
