import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { digestOf } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomBundle } from './bundle/random-bundle.fixture.ts';
import { asNode } from './cli.fixture.ts';
import { FixtureEdge } from './work/edge.fixture.ts';
import { recipeOf } from './work/pipeline.fixture.ts';

/* The process itself, with a real bundle, against an edge in memory. */

/** What makes a program process 1 of its own, as it is in a container, where the machine lets it. */
const asFirst = ['unshare', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'];
const canBeFirst = spawnSync(asFirst[0]!, [...asFirst.slice(1), 'true']).status === 0;

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let bundles: string;
let edge: FixtureEdge;
let children: Runner[];

class Runner {
  output = '';
  readonly child: ChildProcess;
  /** Its exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals>;

  /** `under` is the program that starts it, with its arguments. */
  constructor(env: NodeJS.ProcessEnv, under: readonly string[]) {
    const [command, ...args] = [...under, process.execPath, main];
    this.child = spawn(command!, args, { env: { PATH: process.env.PATH, HOME: '/dev/null', ...env } });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.exit = once(this.child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  }

  /** The port of its probes, once it has said so. */
  async port(): Promise<number> {
    for (;;) {
      const port = /"port":(\d+)/.exec(this.output)?.[1];
      if (port) return Number(port);
      await once(this.child.stdout!, 'data');
    }
  }

  async probe(path: string): Promise<{ status: number; body: string }> {
    const response = await fetch(`http://127.0.0.1:${await this.port()}/${path}`);
    return { status: response.status, body: await response.text() };
  }
}

function launch(env: NodeJS.ProcessEnv = {}, under: readonly string[] = []): Runner {
  const settings = { MANIFOLD_EDGE: edge.url.href, MANIFOLD_RUNNER_SECRET: edge.secret, MANIFOLD_METRICS_PORT: '0' };
  const own = { MANIFOLD_BUNDLES: bundles, MANIFOLD_THREADS: '1', MANIFOLD_TRAINING: 'no' };
  const runner = new Runner({ ...settings, ...own, ...env }, under);
  children.push(runner);
  return runner;
}

function onlyChildOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}

/** The manifest of the bundle under test, as the runner registered it. */
async function served(): Promise<Manifest> {
  await edge.until(() => edge.registered.length > 0);
  return edge.registered[0]!.manifests.find(({ name }) => name === 'mnist-random')!;
}

beforeAll(async () => {
  bundles = dirname(await randomBundle());
});

beforeEach(async () => {
  children = [];
  edge = await new FixtureEdge().start();
});

afterEach(async () => {
  for (const { child } of children) child.kill('SIGKILL');
  await Promise.all(children.map(({ exit }) => exit));
  await edge.stop();
});

describe('the runner', () => {
  it('computes what it is given, and tells its metrics', async () => {
    const runner = launch();
    const entry = await edge.offer(recipeOf(1, { count: 2, served: await served() }));
    await edge.until(() => entry.state === 'done');
    expect(entry.completion?.images).toHaveLength(2);
    for (const [digest, png] of entry.images) expect(await digestOf(new Uint8Array(png))).toBe(digest);
    const { body } = await runner.probe('metrics');
    for (const line of [
      'leases_total 1',
      'steps_total 3',
      'rows_total 12',
      'batch_rows_count 3',
      'computations_total{ending="done"} 1',
    ]) {
      expect(body).toContain(`manifold_${line}`);
    }
    runner.child.kill('SIGTERM');
    expect(await runner.exit).toBe(0);
    // ONNX Runtime would complain that its device id for telemetry cannot be kept in this home.
    expect(runner.output).not.toContain('telemetry');
  });

  it('finishes what it has begun when told to end', async () => {
    const runner = launch({ MANIFOLD_GRACE: '20' });
    const entry = await edge.offer(recipeOf(1, { steps: 100, served: await served() }));
    await edge.until(() => entry.posts.length > 0);
    runner.child.kill('SIGINT');
    expect(await runner.exit).toBe(0);
    expect(entry.state).toBe('done');
  });

  it('hands back what it cannot finish in time', async () => {
    const runner = launch({ MANIFOLD_GRACE: '0' });
    const entry = await edge.offer(recipeOf(1, { count: 16, steps: 300, served: await served() }));
    await edge.until(() => entry.posts.length > 0);
    runner.child.kill('SIGTERM');
    expect(await runner.exit).toBe(0);
    expect(entry.state).toBe('queued');
  });

  /** Tells the process of a runner, in the middle of a computation, twice to end; signals that come at once would be one. */
  const tellTwice = async (runner: Runner, processOf: (runner: Runner) => number) => {
    const entry = await edge.offer(recipeOf(1, { count: 16, steps: 300, served: await served() }));
    await edge.until(() => entry.posts.length > 0);
    process.kill(processOf(runner), 'SIGTERM');
    while ((await runner.probe('readyz')).body !== 'shutting down\n');
    await sleep(800);
    process.kill(processOf(runner), 'SIGTERM');
    await runner.exit;
    expect(entry.state).toBe('leased');
  };

  it('ends at once when told twice', async () => {
    const runner = launch({ MANIFOLD_GRACE: '600' });
    await tellTwice(runner, ({ child }) => child.pid!);
    expect(await runner.exit).toBe('SIGKILL');
  });

  it.skipIf(!canBeFirst)('ends at once when told twice as process 1 of a container', async () => {
    const runner = launch({ MANIFOLD_GRACE: '600' }, asFirst);
    await tellTwice(runner, ({ child }) => onlyChildOf(child.pid!));
    expect(await runner.exit).toBe(137);
  });

  it('waits for an edge that is not there yet', async () => {
    await edge.stop();
    const runner = launch();
    expect(await runner.probe('readyz')).toEqual({ status: 503, body: 'not registered at the edge\n' });
    expect((await runner.probe('livez')).status).toBe(200);
    await edge.start();
    await edge.until(() => edge.polls.length > 0);
    expect((await runner.probe('readyz')).status).toBe(200);
  });

  it('says that its secret is wrong, without telling it', async () => {
    const runner = launch({ MANIFOLD_RUNNER_SECRET: 'hush-hush' });
    expect(await runner.exit).toBe(2);
    expect(runner.output).toContain('the edge does not accept MANIFOLD_RUNNER_SECRET');
    expect(runner.output).not.toContain('hush');
  });

  it('says which Node it wants on an older one, and exits', async () => {
    const runner = launch({ NODE_OPTIONS: asNode('24.8.0').join(' ') });
    expect(await runner.exit).toBe(2);
    expect(runner.output).toBe('manifold runs on Node 24.9 or later, and this is Node 24.8.0\n');
  });

  it('names a wrong setting and exits', async () => {
    const runner = launch({ MANIFOLD_EDGE: '', MANIFOLD_ROWS: 'many' });
    expect(await runner.exit).toBe(2);
    expect(runner.output).toMatch(/^MANIFOLD_EDGE is missing.*\nMANIFOLD_ROWS must be a whole number.*\n$/);
  });

  it('names bundles that are not there and exits', async () => {
    const runner = launch({ MANIFOLD_BUNDLES: '/nowhere' });
    expect(await runner.exit).toBe(2);
    expect(runner.output).toMatch(/\/nowhere.*MANIFOLD_BUNDLES/);
  });
});
