import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/**
 * One round of a contender: the seconds of each piece of work, those that processors were busy with it, and the most memory
 * its process has held so far.
 */
export interface Round {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/**
 * A process that does one piece of work over and over. It prints a line of JSON when it is ready, then reads numbers, one a
 * line, does the work that often and prints a `Round`.
 */
export class Contender {
  readonly name: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string, command: string, args: readonly string[]) {
    this.name = name;
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** Starts the process and waits until it is ready; answers what it said then too. */
  static async start<T>(name: string, command: string, args: readonly string[]): Promise<[Contender, T]> {
    const contender = new Contender(name, command, args);
    return [contender, await contender.#answer<T>()];
  }

  /** Seconds are those of one piece of work, on average over `times`. */
  async round(times: number): Promise<Round> {
    this.#child.stdin.write(`${times}\n`);
    return this.#answer<Round>();
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    while (!(await this.#lines.next()).done);
  }

  async #answer<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} has ended; what it said is above`);
    return JSON.parse(value) as T;
  }
}

/** Memory layouts of PyTorch, of which the faster counts. */
const layouts = ['contiguous', 'channels_last'];

/** Commands of a bench beside PyTorch: scripts of this folder, with their arguments. */
export interface Sides {
  readonly ours: readonly string[];
  /** The layout is given after these. */
  readonly theirs: readonly string[];
  readonly python: string;
  /** What theirs is called. */
  readonly name: string;
}

/** Starts our side of a bench and PyTorch's in each of its layouts; answers what ours said when it was ready too. */
export async function startBeside<T>({ ours, theirs, python, name }: Sides): Promise<[Contender[], T]> {
  const inHere = ([script, ...args]: readonly string[]) => [join(import.meta.dirname, script!), ...args];
  const [first, ready] = await Contender.start<T>('ours', process.execPath, inHere(ours));
  const contenders = [first];
  for (const layout of layouts) {
    const [contender] = await Contender.start(`${name} ${layout}`, python, [...inHere(theirs), layout]);
    contenders.push(contender);
  }
  return [contenders, ready];
}
