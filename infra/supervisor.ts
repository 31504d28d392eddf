import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ended, killGroup, launch, type Program } from './processes.ts';

/** Waits before the restarts of a program that ends by itself, in ms; it starts over after a quiet minute. */
const backoff = [500, 1000, 2000, 5000, 10_000] as const;
const quiet = 60_000;

/** Keeps one program running: when it ends by itself that is said, and it is started again while there is hope. */
export class Supervised {
  readonly #program: Program;
  /** Resolves when the program first sends a message: the edge does so once it answers. */
  readonly ready: Promise<void>;
  readonly #say: (line: string) => void;
  readonly #giveUp: () => void;
  #child: ChildProcess;
  #stopping = false;
  #isReady = () => {};

  /** `giveUp` is called when the program has ended in a way that it always would. */
  constructor(program: Program, say: (line: string) => void, giveUp: () => void) {
    this.#program = program;
    this.#say = say;
    this.#giveUp = giveUp;
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    this.#child = this.#launch();
    void this.#watch();
  }

  /** However the program ends from now on, it is not started again. */
  retire(): void {
    this.#stopping = true;
  }

  /** Asks the program to end; kills what is left of it after its `patience`. */
  async stop(): Promise<void> {
    this.retire();
    this.#child.kill('SIGTERM');
    await Promise.race([ended(this.#child), sleep(this.#program.patience, undefined, { ref: false })]);
    this.kill();
  }

  kill(): void {
    this.retire();
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
      if (this.#child.exitCode === this.#program.hopeless) return this.#end(how);
      if (Date.now() - begun > quiet) failures = 0;
      await this.#restart(how, backoff[Math.min(failures, backoff.length - 1)]!);
      if (this.#stopping) return;
    }
  }

  #end(how: string): void {
    this.#tell(how, 'its settings are wrong');
    this.#giveUp();
  }

  async #restart(how: string, wait: number): Promise<void> {
    this.#tell(how, `starting it again in ${wait / 1000} s`);
    await sleep(wait, undefined, { ref: false });
    if (!this.#stopping) this.#child = this.#launch();
  }

  #tell(how: string, next: string): void {
    const { name, log } = this.#program;
    this.#say(`The ${name} ended (${how}); ${next}. The end of ${log}:`);
    this.#say(tailOf(log));
  }
}

/** The last lines of a log, or why there are none: it may have been deleted while its program ran. */
function tailOf(log: string): string {
  try {
    const lines = endOf(log).trimEnd().split('\n').slice(-5);
    return lines.map((line) => `  ${line.slice(0, 300)}`).join('\n');
  } catch (error) {
    return `  It cannot be read (${(error as NodeJS.ErrnoException).code}).`;
  }
}

/** The last 64 KB of a file, which may be larger than a string can be. */
function endOf(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, 65_536));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString();
  } finally {
    closeSync(descriptor);
  }
}
