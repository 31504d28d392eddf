import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate, report } from './alternate.ts';
import { type Bench, cores, count, flagsOf } from './command.ts';
import { Contender } from './contender.ts';
import { findPython } from './python.ts';

const here = import.meta.dirname;

/** Memory layouts of PyTorch, of which the faster counts. */
const SETTINGS = ['contiguous', 'channels_last'];

const usage = `npm run bench -- unet [flags]

One evaluation of a random U-Net in DeepFloyd IF's architecture beside diffusers on PyTorch with the same weights, by turns:
milliseconds, memory, and how many times as fast ours is as PyTorch in the better of its memory layouts.

  --width N      of the finest level, a multiple of 32 (default 96; the others are 2, 3 and 4 times as wide)
  --batch N      rows (default 2: one picture under guidance)
  --rounds N     (default 7)
  --threads N    (default ${cores})`;

const options = {
  width: { type: 'string' },
  batch: { type: 'string' },
  rounds: { type: 'string' },
  threads: { type: 'string' },
} as const;

export const bench: Bench = {
  summary: 'a U-Net of DeepFloyd IF beside diffusers on PyTorch',
  usage,
  async run(args) {
    const flags = flagsOf(args, options);
    const [width, batch] = [count('width', flags.width, 96), count('batch', flags.batch, 2)];
    const threads = count('threads', flags.threads, cores);
    const rounds = count('rounds', flags.rounds, 7);
    const python = findPython(['torch', 'diffusers', 'safetensors']);
    const directory = await mkdtemp(join(tmpdir(), 'manifold-bench-'));
    try {
      const script = join(here, 'unet.py');
      execFileSync(python, [script, 'make', directory, String(width), String(batch)], { stdio: 'inherit' });
      console.log(
        `U-Net of widths ${[1, 2, 3, 4].map((k) => k * width).join(', ')} at 64 px, ${batch} rows, ${threads} threads`,
      );
      await compare(python, [directory, String(threads)], rounds);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

async function compare(python: string, args: readonly string[], rounds: number): Promise<void> {
  const [ours, { difference }] = await Contender.start<{ difference: number }>('ours', process.execPath, [
    join(here, 'unet-step.ts'),
    ...args,
  ]);
  const theirs: Contender[] = [];
  for (const setting of SETTINGS) {
    const command = [join(here, 'unet.py'), 'run', ...args, setting];
    theirs.push((await Contender.start(`diffusers ${setting}`, python, command))[0]);
  }
  const measured = await alternate([ours, ...theirs], { rounds, times: 1 });
  console.log(report(measured, (seconds) => `${(1000 * seconds).toFixed(0)} ms`));
  console.log(`  the answers differ by ${difference.toExponential(1)} of the largest at most`);
}
