import type { LoggedEvent } from '../jobs/computation/log.ts';
import { utf8 } from '../share/utf8.ts';

/** Milliseconds after which a client whose stream broke off comes again. */
const retryMs = 1000;

/**
 * Server-sent events of batches of events; an empty batch is a heartbeat. A batch is asked for when the client has room for
 * it: who reads slowly gets, of progress, the latest. A source that fails ends the stream, and the client comes again.
 */
export function eventStream(batches: AsyncGenerator<LoggedEvent[]>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(utf8(`retry: ${retryMs}\n\n`)),
    pull: async (controller) => {
      const { value, done } = await batches.next().catch(broken);
      if (done) controller.close();
      else controller.enqueue(utf8(textOf(value)));
    },
    cancel: async () => {
      await batches.return(undefined);
    },
  });
}

function broken(error: unknown): IteratorResult<LoggedEvent[], undefined> {
  console.warn('an event stream broke off', error);
  return { done: true, value: undefined };
}

function textOf(events: LoggedEvent[]): string {
  if (events.length === 0) return ':\n\n';
  return events
    .map(({ seq, event }) => `id: ${seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}
