import { expect, it } from 'vitest';
import type { LoggedEvent } from '../jobs/computation/log.ts';
import { eventStream } from './sse.ts';

const cancelled: LoggedEvent = { seq: 7, event: { v: 1, at: '2026-01-01T00:00:00.000Z', type: 'cancelled' } };

async function* batches(): AsyncGenerator<LoggedEvent[]> {
  yield [];
  yield [cancelled];
}

it('says when to come again, and that it is alive where there is nothing to tell', async () => {
  const blocks = (await new Response(eventStream(batches())).text()).split('\n\n');
  const told = `id: 7\nevent: cancelled\ndata: ${JSON.stringify(cancelled.event)}`;
  expect(blocks).toEqual(['retry: 1000', ':', told, '']);
});
