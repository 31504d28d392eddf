import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './paths.ts';

/** How to start one process of the stack: its file, from the repository's root, and where its output goes. */
export interface Program {
  readonly name: string;
  readonly file: string;
  /** Added to that of this process. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  /** The folder that it is started in; the repository's root unless told. */
  readonly cwd?: string;
  /** How long it may take to end when it is asked to, in ms. */
  readonly patience: number;
  /** The exit code that it would only give again: its settings are wrong. */
  readonly hopeless?: number;
}

/** Node loads it by its address: of a path it would take what follows a # or ? for no part of the name. */
const tether = new URL('./tether.ts', import.meta.url).href;

/** What ending takes beside the work that may go on for a while, in ms. */
const windingUp = 8000;

export function edgeProgram(home: string, port: number): Program {
  const env = { MANIFOLD_HOME: home, PORT: String(port) };
  return { name: 'edge', file: 'infra/edge.ts', env, log: join(home, 'edge.log'), patience: windingUp };
}

export interface RunnerSetup {
  readonly home: string;
  /** Address of the edge. */
  readonly edge: string;
  readonly secret: string;
  /** Where its probes and metrics answer. */
  readonly metricsPort: number;
}

/** The runner has all its settings from the environment; what this process has set of them holds. */
export function runnerProgram({ home, edge, secret, metricsPort }: RunnerSetup): Program {
  const grace = process.env.MANIFOLD_GRACE || '3';
  const env = {
    MANIFOLD_TRAINING: process.env.MANIFOLD_TRAINING || join(home, 'training'),
    MANIFOLD_GRACE: grace,
    MANIFOLD_METRICS_PORT: String(metricsPort),
    MANIFOLD_EDGE: edge,
    MANIFOLD_RUNNER_SECRET: secret,
    // It may be set for a runner of another edge; empty counts as unset.
    MANIFOLD_RUNNER_SECRET_FILE: '',
  };
  const patience = 1000 * (Number(grace) || 0) + windingUp;
  return { name: 'runner', file: 'gpu-runner/main.ts', env, log: join(home, 'runner.log'), patience, hopeless: 2 };
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches only who started it and `killGroup` reaches
 * whatever it starts in turn. Tethered: it ends when this process is gone. What it compiles in its first `starting` ms is kept
 * for its next start, even where it is killed.
 */
export function launch({ file, env, log, cwd = root }: Program, starting = 5000): ChildProcess {
  const output = openSync(log, 'a', 0o600);
  try {
    return spawn(process.execPath, ['--import', `${tether}?${starting}`, resolve(root, file)], {
      cwd,
      env: direct({ ...process.env, ...env }),
      stdio: ['ignore', output, output, 'ipc'],
      detached: true,
    });
  } finally {
    closeSync(output);
  }
}

/** That the programs of a machine speak to each other by no proxy, whichever is set for the world outside. */
function direct(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hosts = [env.no_proxy || env.NO_PROXY, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return { ...env, no_proxy: hosts, NO_PROXY: hosts };
}

/** Kills `child` and everything it started, at once; nothing happens when they are gone. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resolves when `child` has ended, to how: its exit code, or the signal's name. */
export function ended(child: ChildProcess): Promise<string> {
  const { exitCode, signalCode } = child;
  if (exitCode !== null || signalCode !== null) return Promise.resolve(howEnded(exitCode, signalCode));
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(howEnded(code, signal))));
}

function howEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exit code ${code}` : signal;
}
