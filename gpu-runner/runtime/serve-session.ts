import type { MessagePort } from 'node:worker_threads';
import type { Session } from './session.ts';
import type { SessionCall, SessionReply } from './thread-protocol.ts';

/** Answers the calls that come through `port` with `opening`, the session of this thread; what cannot be sent has failed too. */
export function serveSession(port: MessagePort, opening: Promise<Session>): void {
  const send = (reply: SessionReply) => port.postMessage(reply, buffersOf(reply));
  const answerWith = (work: Promise<SessionReply>) =>
    work.then(send).catch((error: unknown) => send({ kind: 'failed', message: messageOf(error) }));
  let last = answerWith(opening.then(() => ({ kind: 'ready' })));
  port.on('message', (call: SessionCall) => {
    last = last.then(async () => {
      if (call.kind === 'close') return port.close();
      await answerWith(opening.then(async (session) => ({ kind: 'done', results: await session.run(call.feeds) })));
    });
  });
}

/** Results are handed over: nobody here reads them again. */
function buffersOf(reply: SessionReply): ArrayBuffer[] {
  return reply.kind === 'done' ? Object.values(reply.results).map(({ data }) => data.buffer as ArrayBuffer) : [];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
