import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

/** Why the stack cannot start, for the person who started it. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

/** Makes sure that nothing listens on `port` of this machine, by either protocol. Throws CannotStart. */
export async function claimPort(port: number): Promise<void> {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await failureToListen(port, host);
    if (code === 'EADDRINUSE') {
      throw new CannotStart(
        `Port ${port} is taken by another program. Stop that, or choose another port: npm start -- --port ${port + 1}`,
      );
    }
    if (code === 'EACCES') throw new CannotStart(`Port ${port} is not for this user to open; choose one above 1023.`);
  }
}

function failureToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** A port of this machine that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Claims the state in `home` for this process; returns the release. Throws CannotStart while another holds it. */
export function claimHome(home: string): () => void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = join(home, 'pid');
  const holder = holderOf(file);
  if (holder !== undefined && isAlive(holder)) {
    throw new CannotStart(`Manifold already runs on the state in ${home} (process ${holder}). Stop that one first.`);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
