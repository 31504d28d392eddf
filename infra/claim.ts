import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { hold, letGo } from './hold.mjs';

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

/**
 * Claims the state in `home` for this process, and closes it to other users; returns the release. Throws CannotStart while
 * another process holds it, or when it cannot be closed. `lost` is called when another has taken it, as from one that slept.
 */
export function claimHome(home: string, lost: () => void = () => {}): () => void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  closeToOthers(home);
  const file = join(home, 'pid');
  const holder = hold(file, lost);
  if (holder !== undefined) {
    // Of another machine nobody can ask whether it still runs.
    const elsewhere = holder.includes(' on ') ? ' If it is gone, try again in two minutes.' : '';
    throw new CannotStart(
      `Manifold already runs on the state in ${home} (${holder}, says ${file}). Stop that one first.${elsewhere}`,
    );
  }
  return () => letGo(file);
}

/** What is asked for and uploaded lies there. A folder that is older than the stack may be open to everyone. */
function closeToOthers(home: string): void {
  if (process.platform === 'win32' || (statSync(home).mode & 0o077) === 0) return;
  try {
    chmodSync(home, 0o700);
  } catch (cause) {
    const message = `Other users may read ${home}, and this one may not close it: name a folder of your own in MANIFOLD_HOME.`;
    throw new CannotStart(message, { cause });
  }
}
