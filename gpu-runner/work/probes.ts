import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { SettingsError } from './env.ts';
import type { Health } from './health.ts';

export interface Probes {
  /** The port they listen on. */
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * GET /livez (the process turns), /readyz (503 with the reason while no work is taken) and /metrics (Prometheus), on
 * 127.0.0.1 alone: the runner opens no port to the world. Throws a SettingsError when the port is taken.
 */
export async function serveProbes(port: number, health: Health, registry: Registry): Promise<Probes> {
  const server = createServer(async ({ method, url }, response) => {
    const { status, type, body } = await answer(method, url, health, registry);
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  await listen(server, port);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function answer(method = '', url = '', health: Health, registry: Registry): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'only GET');
  switch (url.split('?')[0]) {
    case '/livez':
      return text(200, 'ok');
    case '/readyz': {
      const reason = health.unready();
      return reason === undefined ? text(200, 'ok') : text(503, reason);
    }
    case '/metrics':
      return { status: 200, type: registry.contentType, body: await registry.metrics() };
    default:
      return text(404, 'there are /livez, /readyz and /metrics');
  }
}

function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const taken = ({ code }: NodeJS.ErrnoException) =>
      reject(new SettingsError(`MANIFOLD_METRICS_PORT ${port} cannot be listened on (${code}); set another, or 0`));
    server.once('error', taken).listen(port, '127.0.0.1', () => resolve());
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
