import { spawnSync } from 'node:child_process';
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

it('tells once why a runner that is late takes no work', async () => {
  let asked = 0;
  const server = createServer((_, response) => response.writeHead(++asked < 4 ? 503 : 200).end('no edge\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const told: (string | undefined)[] = [];
  const { port } = server.address() as AddressInfo;
  expect(await untilServing(port, new AbortController().signal, (reason) => told.push(reason), 150)).toBe(true);
  expect(told).toEqual(['no edge']);
  server.closeAllConnections();
  server.close();
});

it('tells of a runner that takes connections and answers none, and asks it again', async () => {
  let asked = 0;
  const told: (string | undefined)[] = [];
  const server = createServer((_, response) => {
    asked++;
    if (told.length > 0) response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = AbortSignal.timeout(10_000);
  expect(await untilServing(port, stop, (reason) => told.push(reason), 150, 100)).toBe(true);
  expect(told).toEqual([undefined]);
  expect(asked).toBeGreaterThan(1);
  server.closeAllConnections();
  server.close();
});

it('asks past a proxy', async () => {
  const source = `import { createServer } from 'node:http';
    import { untilServing } from '${import.meta.resolve('./ready.ts')}';
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1', async () => {
      process.exit((await untilServing(server.address().port, AbortSignal.timeout(5000))) ? 7 : 1);
    });`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '', no_proxy: '' };
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { env });
  expect(status).toBe(7);
});
