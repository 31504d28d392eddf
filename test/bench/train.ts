import { alternate, report } from './alternate.ts';
import { type Bench, cores, count, flagsOf, UsageError } from './command.ts';
import { startBeside } from './contender.ts';
import { trainables } from './nets.ts';
import { findPython, torchText } from './python.ts';

const names = Object.keys(trainables);

const usage = `npm run bench -- train [flags]

Training steps (forward, loss, gradients, Adam) beside PyTorch's, by turns: images a second, memory, and how many times as
fast ours is as PyTorch in the better of its memory layouts.

  --net NAME     ${names.join(', ')} (default all; repeatable)
  --hidden N     width D (default 64)
  --batch N      (default 128)
  --rounds N     (default 5)
  --steps N      in a round (default 2)
  --threads N    (default ${cores})`;

const options = {
  net: { type: 'string', multiple: true },
  hidden: { type: 'string' },
  batch: { type: 'string' },
  rounds: { type: 'string' },
  steps: { type: 'string' },
  threads: { type: 'string' },
} as const;

export const bench: Bench = {
  summary: 'training steps of the digit networks beside PyTorch',
  usage,
  async run(args) {
    const flags = flagsOf(args, options);
    const nets = flags.net ?? names;
    const strange = nets.find((net) => !names.includes(net));
    if (strange !== undefined) throw new UsageError(`--net must be one of ${names.join(', ')}, not "${strange}"`);
    const sizes = [count('hidden', flags.hidden, 64), count('batch', flags.batch, 128)] as const;
    const threads = count('threads', flags.threads, cores);
    const alternation = { rounds: count('rounds', flags.rounds, 5), times: count('steps', flags.steps, 2) };
    const python = findPython(['torch']);
    console.log(torchText(python));
    for (const net of nets) {
      console.log(`${net}, D=${sizes[0]}, batch ${sizes[1]}, ${threads} threads, ${alternation.rounds} rounds`);
      const work = [net, ...sizes.map(String), String(threads)];
      const sides = { ours: ['train-step.ts', ...work], theirs: ['train.py', ...work], python, name: 'PyTorch' };
      const [contenders] = await startBeside(sides);
      const measured = await alternate(contenders, alternation);
      console.log(report(measured, (seconds) => `${(sizes[1] / seconds).toFixed(1)} images/s`));
    }
  },
};
