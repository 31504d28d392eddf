import { resolve } from 'node:path';
import { type Checkpoint, checkSameRun, hasCheckpoint, loadCheckpoint } from '../train/checkpoint.ts';
import { loadMnist } from '../train/dataset.ts';
import { Display } from '../train/display.ts';
import { exportRun } from '../train/export.ts';
import { advance, type Progress } from '../train/progress.ts';
import { RECIPES } from '../train/recipes.ts';
import { NETS, type NetName, type RunConfig, totalSteps } from '../train/run.ts';
import { type TrainOptions, train } from '../train/trainer.ts';
import type { Command } from './command.ts';
import { type ConfigFlags, configFlagTypes, configFrom, namedIn } from './config-flags.ts';
import { integerFlag, parseFlags, UsageError } from './flags.ts';

const usage = `manifold train NET [flags]               train a net of digits
manifold train export DIR --to PATH      write the run in DIR as a bundle

${NETS.map((net) => `  ${net.padEnd(16)}${RECIPES[net].summary}`).join('\n')}

  --out DIR       where checkpoints and metrics.jsonl go      (.manifold/train/NET)
  --resume        go on from the checkpoint in DIR; its values hold
  --hidden N      width of the U-Net                          ${fallbacks('hidden')}
  --epochs N      passes over the pictures                    ${fallbacks('epochs')}
  --batch N       pictures a step                             ${fallbacks('batch')}
  --lr X          Adam's first learning rate                  ${fallbacks('lr')}
  --limit N       use the first N training pictures           ${fallbacks('limit')}
  --seed N        of weights, order, timesteps and noise      ${fallbacks('seed')}
  --ema X         decay of the averaged weights, 0 for none   ${fallbacks('ema')}
  --threads N     processor threads                           (all)

Ctrl-C saves. Resumed with the same number of threads, a run is the run that was never stopped.`;

/** The defaults of a flag: that of mnist-class, and where others differ. */
function fallbacks(flag: keyof RunConfig & keyof ConfigFlags): string {
  const usual = RECIPES['mnist-class'].defaults[flag];
  const others = NETS.filter((net) => RECIPES[net].defaults[flag] !== usual && RECIPES[net].defaults[flag] !== 0);
  const said = others.map((net) => `${net.replace('mnist-', '')} ${RECIPES[net].defaults[flag]}`);
  return `(${[usual, ...said].join('; ')})`;
}

const flagTypes = {
  ...configFlagTypes,
  out: { type: 'string' },
  to: { type: 'string' },
  resume: { type: 'boolean' },
  threads: { type: 'string' },
} as const;

type Flags = ConfigFlags & { out?: string; to?: string; resume?: boolean; threads?: string };

/** Exit code of a process ended by Ctrl-C. */
const INTERRUPTED = 130;

export const command: Command = {
  summary: 'train the digits or their judge, or export a run as a bundle',
  usage,
  async run(argv, signal) {
    const { values, positionals } = parseFlags(argv, flagTypes);
    return dispatch(positionals, values, signal);
  },
};

async function dispatch(positionals: readonly string[], flags: Flags, signal: AbortSignal): Promise<number> {
  const [verb, directory, ...rest] = positionals;
  if (verb === 'export' && directory && flags.to && rest.length === 0) return exportTo(directory, flags.to);
  if (verb === 'export') throw new UsageError('export takes a directory and --to PATH');
  const net = NETS.find((name) => name === verb);
  if (!net || directory) throw new UsageError(`train one of ${NETS.join(', ')}, not "${positionals.join(' ')}"`);
  return trainNet(net, flags, signal);
}

async function trainNet(net: NetName, flags: Flags, signal: AbortSignal): Promise<number> {
  const directory = resolve(flags.out ?? `.manifold/train/${net}`);
  const asked = configFrom(net, flags);
  const threads = integerFlag('threads', flags.threads, 0, 1, 256);
  const checkpoint = await startingPoint(directory, flags, asked);
  const config = checkpoint?.config ?? asked;
  const data = loadMnist('train', config.limit);
  const options = { config, directory, data, signal, ...(checkpoint && { checkpoint }), ...(threads && { threads }) };
  const step = await follow(options);
  if (step < totalSteps(config)) {
    process.stdout.write(`saved at step ${step}; go on with: manifold train ${net} --resume --out ${directory}\n`);
    return INTERRUPTED;
  }
  return exportTo(directory, resolve(directory, 'bundle'));
}

/** Trains with progress on the screen; answers the number of steps done. */
async function follow(options: TrainOptions): Promise<number> {
  const display = new Display(options.config, process.stdout);
  let progress: Progress | undefined;
  try {
    for await (const event of train(options)) {
      if (event.kind !== 'step') continue;
      progress = advance(progress, event.report);
      display.show(progress);
    }
  } finally {
    display.end();
  }
  return progress?.report.step ?? options.checkpoint?.step ?? 0;
}

/** The checkpoint to go on from, or nothing for a new run, which must not overwrite another. */
async function startingPoint(directory: string, flags: Flags, asked: RunConfig): Promise<Checkpoint | undefined> {
  if (!flags.resume) {
    if (!hasCheckpoint(directory)) return undefined;
    throw new UsageError(`${directory} holds a run: go on with --resume, or name another --out`);
  }
  const { checkpoint, notice } = await loadCheckpoint(directory);
  if (notice) process.stderr.write(`manifold train: ${notice}\n`);
  checkSameRun(checkpoint.config, namedIn(flags, asked));
  process.stdout.write(`resuming at step ${checkpoint.step} of ${totalSteps(checkpoint.config)}\n`);
  return checkpoint;
}

async function exportTo(directory: string, target: string): Promise<number> {
  process.stdout.write(`${await exportRun(resolve(directory), resolve(target))}\n`);
  return 0;
}
