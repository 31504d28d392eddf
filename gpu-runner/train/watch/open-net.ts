import type { Session } from '../../runtime/session.ts';
import { openThreadSession } from '../../runtime/thread-session.ts';
import type { NetWorkerData } from './net-worker.ts';

/** A net with the weights it has come to, in a thread of its own. */
export function openNet(data: NetWorkerData): Promise<Session> {
  return openThreadSession(new URL('./net-worker.ts', import.meta.url), data);
}
