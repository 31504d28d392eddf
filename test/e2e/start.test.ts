import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job } from '@manifold/shared/protocol/job';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../infra/paths.ts';
import { descendantsOf, isRunning } from '../descendants.ts';
import { portOfOwn } from '../ports.ts';

let home: string;
let port: number;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'manifold-start-'));
  port = await portOfOwn();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

let started: Started[] = [];
afterEach(async () => {
  await Promise.all(started.map((one) => one.stop('SIGTERM')));
  started = [];
});

/** `npm start`, less npm. */
class Started {
  readonly child: ChildProcess;
  output = '';

  constructor(...args: string[]) {
    const env = { ...process.env, MANIFOLD_HOME: home };
    this.child = spawn(process.execPath, ['infra/bootstrap.mjs', 'infra/start.ts', ...args], { cwd: root, env });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += chunk;
      });
    }
    started.push(this);
  }

  async says(words: string): Promise<void> {
    await vi.waitFor(() => expect(this.output).toContain(words), { timeout: 60_000, interval: 50 });
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
    return this.child.exitCode;
  }
}

function isListening(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function sample(): Promise<Job> {
  const reply = await fetch(`http://127.0.0.1:${port}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Prefer: 'wait=60' },
    body: JSON.stringify({ technique: 'sample', prompt: '4', seed: 1, steps: 5 }),
  });
  return Job.parse(await reply.json());
}

describe('npm start', () => {
  it('says its address when a digit can be asked for, stops on Ctrl-C, and keeps its state', async () => {
    const first = new Started('--port', String(port));
    await first.says(`Manifold is ready at http://localhost:${port}`);
    const job = await sample();
    expect(job.state).toBe('done');
    expect(await first.stop('SIGINT')).toBe(0);
    expect(await isListening()).toBe(false);

    const second = new Started('--port', String(port));
    await second.says('Manifold is ready');
    const kept = await fetch(`http://127.0.0.1:${port}/v1/jobs/${job.id}`);
    expect(await kept.json()).toMatchObject({ id: job.id, state: 'done' });
    expect((await fetch(`http://127.0.0.1:${port}/v1/results/${job.resultId}`)).status).toBe(200);
  });

  it.each([['9000'], ['--prot', '9000']])('says how it is used, asked with %s', async (...args) => {
    const refused = new Started(...args);
    const [code] = await once(refused.child, 'exit');
    expect(code).toBe(1);
    expect(refused.output.trim().split('\n')).toEqual([expect.stringContaining('usage: npm start')]);
  });

  it('says plainly that the port is taken', async () => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const refused = new Started('--port', String(port));
    const [code] = await once(refused.child, 'exit');
    server.close();
    expect(code).toBe(1);
    expect(refused.output).toContain(`Port ${port} is taken`);
  });

  it('leaves its state to one process at a time', async () => {
    const first = new Started('--port', String(port));
    await first.says('Starting the edge');
    const refused = new Started('--port', String(await portOfOwn()));
    const [code] = await once(refused.child, 'exit');
    expect(code).toBe(1);
    expect(refused.output).toContain('Manifold already runs on the state in');
  });

  it('leaves nothing behind when it is killed with -9', async () => {
    const killed = new Started('--port', String(port));
    await killed.says('Manifold is ready');
    const pid = Number.parseInt(readFileSync(join(home, 'pid'), 'utf8'), 10);
    const left = descendantsOf(pid);
    if (process.platform === 'linux') expect(left.length).toBeGreaterThan(2);
    process.kill(pid, 'SIGKILL');
    await once(killed.child, 'exit');
    const gone = async () => expect([await isListening(), left.filter(isRunning)]).toEqual([false, []]);
    await vi.waitFor(gone, { timeout: 60_000, interval: 50 });
  });

  it('keeps its secrets to the user', () => {
    expect(statSync(join(home, 'secrets.json')).mode & 0o077).toBe(0);
  });
});
