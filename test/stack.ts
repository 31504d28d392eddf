import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edgeProgram, ended, killGroup, launch, type Program, runnerProgram } from '../infra/processes.ts';
import { untilServing } from '../infra/ready.ts';
import { secretsIn } from '../infra/secrets.ts';
import { portOfOwn } from './ports.ts';

/* What is set for a runner of this machine is not for those of the tests, but for the cache that temporary.ts sets for them. */
for (const name of Object.keys(process.env)) {
  if (name.startsWith('MANIFOLD_') && name !== 'MANIFOLD_CACHE') delete process.env[name];
}

/** One process of the stack, which can be killed and started again. */
class Part {
  readonly program: Program;
  #child: ChildProcess | undefined;

  constructor(program: Program) {
    this.program = program;
  }

  get running(): ChildProcess {
    if (this.#child === undefined) throw new Error(`the ${this.program.name} does not run`);
    return this.#child;
  }

  start(): ChildProcess {
    this.#child = launch(this.program);
    return this.#child;
  }

  /** kill -9 of the process and of whatever it started. */
  async kill(): Promise<void> {
    const gone = ended(this.running);
    this.killNow();
    await gone;
  }

  /** Runs `work` while the process stands still. */
  async paused(work: () => Promise<void>): Promise<void> {
    this.running.kill('SIGSTOP');
    try {
      await work();
    } finally {
      this.running.kill('SIGCONT');
    }
  }

  killNow(): void {
    if (this.#child !== undefined) killGroup(this.#child);
  }

  /** SIGTERM; resolves to how it ended. */
  async terminate(): Promise<string> {
    const child = this.running;
    child.kill('SIGTERM');
    const how = await ended(child);
    killGroup(child);
    return how;
  }

  get log(): string {
    return readFileSync(this.program.log, 'utf8');
  }
}

/** A real edge in workerd and a real runner, on ports and state of their own. */
export class Stack {
  readonly url: string;
  readonly secret: string;
  readonly operatorSecret: string;
  readonly edge: Part;
  readonly runner: Part;
  readonly #home: string;
  readonly #metricsPort: number;

  private constructor(home: string, port: number, metricsPort: number, env: NodeJS.ProcessEnv) {
    this.#home = home;
    this.#metricsPort = metricsPort;
    this.url = `http://127.0.0.1:${port}`;
    const secrets = secretsIn(home);
    this.secret = secrets.RUNNER_SECRET;
    this.operatorSecret = secrets.OPERATOR_SECRET;
    const edge = edgeProgram(home, port);
    // What is killed leaves its temporary files behind.
    this.edge = new Part({ ...edge, env: { ...edge.env, TMPDIR: home } });
    const runner = runnerProgram({ home, edge: this.url, secret: this.secret, metricsPort });
    // Where it is started it looks for bundles, and in the repository the developer may have some; likewise in the cache.
    const own = { MANIFOLD_CACHE: join(home, 'cache'), TMPDIR: home };
    this.runner = new Part({ ...runner, cwd: home, env: { ...runner.env, ...own, ...env } });
    process.once('exit', this.#vanish);
  }

  /** `env` adds to the environment of the runner. */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<Stack> {
    const home = mkdtempSync(join(tmpdir(), 'manifold-stack-'));
    const stack = new Stack(home, await portOfOwn(), await portOfOwn(), env);
    await stack.startEdge();
    await stack.startRunner();
    return stack;
  }

  /** Resolves once the edge answers and its database is as this version wants it. */
  async startEdge(): Promise<void> {
    const child = this.edge.start();
    await Promise.race([once(child, 'message'), this.#diedEarly(this.edge, child)]);
  }

  /** Resolves once the runner takes work. */
  async startRunner(): Promise<void> {
    const child = this.runner.start();
    const stop = new AbortController();
    try {
      await Promise.race([untilServing(this.#metricsPort, stop.signal), this.#diedEarly(this.runner, child)]);
    } finally {
      stop.abort();
    }
  }

  async stop(): Promise<void> {
    for (const part of [this.runner, this.edge]) await part.kill();
    process.off('exit', this.#vanish);
    this.#vanish();
  }

  /** Leaves nothing behind where there is no time to wait: a process that exits takes its stacks along. */
  #vanish = (): void => {
    for (const part of [this.runner, this.edge]) part.killNow();
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  };

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, { redirect: 'manual', ...init });
  }

  /** A figure of the runner's metrics, with its labels if it has any, as Prometheus writes it. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.#metricsPort}/metrics`)).text();
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
    if (line === undefined) throw new Error(`the runner has no metric ${name}`);
    return Number(line.slice(name.length + 1));
  }

  async #diedEarly(part: Part, child: ChildProcess): Promise<never> {
    const how = await ended(child);
    throw new Error(`the ${part.program.name} ended before it was ready (${how}):\n${part.log.slice(-2000)}`);
  }
}
