import { join } from 'node:path';
import { alternate, report } from './alternate.ts';
import { type Bench, cores, count, flagsOf, runProgram } from './command.ts';
import { startBeside } from './contender.ts';
import { findPython } from './python.ts';
import { scratch } from './scratch.ts';

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
    const directory = scratch();
    const script = join(import.meta.dirname, 'unet.py');
    await runProgram(python, [script, 'make', directory, String(width), String(batch)]);
    console.log(
      `U-Net of widths ${[1, 2, 3, 4].map((k) => k * width).join(', ')} at 64 px, ${batch} rows, ${threads} threads`,
    );
    await compare(python, [directory, String(threads)], rounds);
  },
};

async function compare(python: string, work: readonly string[], rounds: number): Promise<void> {
  const sides = { ours: ['unet-step.ts', ...work], theirs: ['unet.py', 'run', ...work], python, name: 'diffusers' };
  const [contenders, { difference }] = await startBeside<{ difference: number }>(sides);
  const measured = await alternate(contenders, { rounds, times: 1 });
  console.log(report(measured, (seconds) => `${(1000 * seconds).toFixed(0)} ms`));
  console.log(`  the answers differ by ${difference.toExponential(1)} of the largest at most`);
}
