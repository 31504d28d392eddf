import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Tensors } from '../tensor/tensor.ts';
import { sharedWorkspace } from '../tensor/workspace.ts';
import type { Session } from './session.ts';
import type { SessionCall, SessionReply } from './thread-protocol.ts';

/** Answers the calls that come through `port` with `opening`, the session of this thread, which ends with it. */
export async function serveSession(port: MessagePort, opening: Promise<Session>): Promise<void> {
  const send = (reply: SessionReply) => port.postMessage(reply);
  const bell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const answerWith = (work: Promise<SessionReply>) => work.catch(failure).then(send);
  await answerWith(opening.then(() => ({ kind: 'ready', bell })));
  const session = await opening.catch(() => undefined);
  if (!session) return;
  const results = sharedWorkspace();
  let sent: Tensors | undefined;
  const replyOf = (found: Tensors): SessionReply => {
    const [before, now] = [sent, results.put(found)];
    sent = now;
    return now === before ? { kind: 'done' } : { kind: 'done', results: now };
  };
  for (const feeds of feedsThrough(port, bell)) await answerWith(session.run(feeds).then(replyOf));
  port.close();
}

/** Ends when it is told to close. Between two calls the thread sleeps: by the bell it is sooner at work than by its event loop. */
function* feedsThrough(port: MessagePort, bell: Int32Array): Generator<Tensors, void> {
  let feeds: Tensors = {};
  for (let rung = 0; ; rung++) {
    Atomics.wait(bell, 0, rung);
    const call: SessionCall | undefined = receiveMessageOnPort(port)?.message;
    if (call?.kind === 'close') return;
    if (call) feeds = call.feeds;
    yield feeds;
  }
}

function failure(error: unknown): SessionReply {
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}
