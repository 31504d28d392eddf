import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { untilServing } from './ready.ts';

it('ends at once when it is stopped, though its probe is never answered', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = new AbortController();
  const serving = untilServing((server.address() as AddressInfo).port, stop.signal);
  await once(server, 'request');
  stop.abort();
  expect(await serving).toBe(false);
  server.closeAllConnections();
  server.close();
});

it('asks again until the runner takes work', async () => {
  let asked = 0;
  const server = createServer((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(await untilServing((server.address() as AddressInfo).port, new AbortController().signal)).toBe(true);
  expect(asked).toBe(3);
  server.closeAllConnections();
  server.close();
});
