import type { Session, SessionOptions } from '../../runtime/session.ts';
import { openThreadSession } from '../../runtime/thread-session.ts';
import type { NetWorkerData } from './net-worker.ts';

/** How a net is evaluated; what is left out is the best that the machine has. */
export type NetRunning = Pick<SessionOptions, 'threads' | 'provider'>;

/** That part of some options. */
export function runningOf({ threads, provider }: NetRunning): NetRunning {
  return { ...(threads !== undefined && { threads }), ...(provider && { provider }) };
}

/** A net with the weights it has come to, in a thread of its own. */
export function openNet(data: NetWorkerData): Promise<Session> {
  return openThreadSession(new URL('./net-worker.ts', import.meta.url), data);
}
