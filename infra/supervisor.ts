import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ended, killGroup, launch, type Program } from './processes.ts';

/** Waits before the restarts of a program that ends by itself, in ms; it starts over after a quiet minute. */
const backoff = [500, 1000, 2000, 5000, 10_000] as const;
const quiet = 60_000;

/** Keeps one program running: when it ends by itself that is said, and it is started again. */
export class Supervised {
  readonly #program: Program;
  /** Resolves when the program first sends a message: the edge does so once it answers. */
  readonly ready: Promise<void>;
  readonly #say: (line: string) => void;
  #child: ChildProcess;
  #stopping = false;
  #isReady = () => {};

  constructor(program: Program, say: (line: string) => void) {
    this.#program = program;
    this.#say = say;
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.#child = this.#launch();
    void this.#watch();
  }

  /** Asks the program to end; kills what is left of it after `patience` ms. */
  async stop(patience: number): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGTERM');
    await Promise.race([ended(this.#child), sleep(patience, undefined, { ref: false })]);
    this.kill();
  }

  kill(): void {
    this.#stopping = true;
    killGroup(this.#child);
  }

  #launch(): ChildProcess {
    return launch(this.#program).once('message', () => this.#isReady());
  }

  async #watch(): Promise<void> {
    for (let failures = 0; ; failures++) {
      const begun = Date.now();
      const how = await ended(this.#child);
      killGroup(this.#child);
      if (this.#stopping) return;
      if (Date.now() - begun > quiet) failures = 0;
      await this.#restart(how, backoff[Math.min(failures, backoff.length - 1)]!);
      if (this.#stopping) return;
    }
  }

  async #restart(how: string, wait: number): Promise<void> {
    const { name, log } = this.#program;
    this.#say(`The ${name} ended (${how}); starting it again in ${wait / 1000} s. The end of ${log}:`);
    this.#say(tailOf(log));
    await sleep(wait, undefined, { ref: false });
    if (!this.#stopping) this.#child = this.#launch();
  }
}

function tailOf(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5);
  return lines.map((line) => `  ${line.slice(0, 300)}`).join('\n');
}
