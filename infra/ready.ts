import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** After so long, in ms, a runner that takes no work yet is late. */
const late = 20_000;

/** A probe that has no answer after so long, in ms, gets none. */
const unanswered = 5000;

/**
 * Waits until the runner whose probes answer on `port` takes work: it has told the edge of its bundles, so that a job can be
 * asked for and will be done. Resolves to false once `stop` aborts, whether or not the probe under way was answered. `tellLate`
 * is called once if that takes long, with the reason that the runner gives, if it does.
 */
export async function untilServing(
  port: number,
  stop: AbortSignal,
  tellLate: (reason: string | undefined) => void = () => {},
  patience = late,
  limit = unanswered,
): Promise<boolean> {
  const begun = Date.now();
  for (let isTold = false; !stop.aborted; ) {
    const { isReady, reason } = await probe(port, AbortSignal.any([stop, AbortSignal.timeout(limit)]));
    if (isReady) return true;
    if (!isTold && !stop.aborted && Date.now() - begun >= patience) {
      isTold = true;
      tellLate(reason);
    }
    await sleep(100, undefined, { signal: stop }).catch(() => {});
  }
  return false;
}

async function probe(port: number, signal: AbortSignal): Promise<{ isReady: boolean; reason?: string }> {
  try {
    const response = await answerOf(port, signal);
    const reason = (await text(response)).trim();
    return { isReady: response.statusCode === 200, ...(reason && { reason }) };
  } catch {
    return { isReady: false };
  }
}

/** By an agent of its own, which knows of no proxy: one would look for the port on another machine. */
async function answerOf(port: number, signal: AbortSignal): Promise<IncomingMessage> {
  const request = get({ host: '127.0.0.1', port, path: '/readyz', agent: false, signal });
  const [response] = await once(request, 'response');
  return response;
}
