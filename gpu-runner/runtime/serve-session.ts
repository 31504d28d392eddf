import type { MessagePort } from 'node:worker_threads';
import type { Session } from './session.ts';
import type { SessionCall, SessionReply } from './thread-protocol.ts';

/** Answers the calls that come through `port` with `opening`, the session of this thread. */
export function serveSession(port: MessagePort, opening: Promise<Session>): void {
  const answerWith = (work: Promise<SessionReply>) =>
    work.catch((error: unknown): SessionReply => ({ kind: 'failed', message: messageOf(error) }));
  let last = answerWith(opening.then(() => ({ kind: 'ready' }))).then((reply) => port.postMessage(reply));
  port.on('message', (call: SessionCall) => {
    last = last.then(async () => {
      if (call.kind === 'close') return port.close();
      const results = answerWith(
        opening.then(async (session) => ({ kind: 'done', results: await session.run(call.feeds) })),
      );
      port.postMessage(await results);
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
