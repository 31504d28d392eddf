import { resolve } from 'node:path';
import { readPieces } from '../bundle/tokenizer/pieces.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { type Checkpoint, hasCheckpoint, loadCheckpoint } from '../train/checkpoint.ts';
import { type Config, courseOf } from '../train/configs.ts';
import { totalSteps } from '../train/course.ts';
import { describeLabelled, describeLarge, describePictures, keepOfData, openData } from '../train/data.ts';
import { Display } from '../train/display.ts';
import { measureJudge } from '../train/emoji-judge/accuracy.ts';
import { accuracyText } from '../train/emoji-judge/accuracy-text.ts';
import { exportRun } from '../train/export.ts';
import { bundledState, isBundled } from '../train/if-tiny/bundled.ts';
import { carryOver } from '../train/if-tiny/carry-over.ts';
import { historyOf, writeHistory } from '../train/if-tiny/history.ts';
import { forgets, fullSize, type TinyConfig, tokenizerIn } from '../train/if-tiny/run.ts';
import { TINY_SCHEDULE } from '../train/if-tiny/schedule.ts';
import { readState } from '../train/if-tiny/text/state.ts';
import { measureUpscale } from '../train/if-tiny/upscale/measure.ts';
import { nearnessText } from '../train/if-tiny/upscale/scores.ts';
import { loadPictures } from '../train/pictures/dataset.ts';
import { advance, type Progress } from '../train/progress.ts';
import { reshaped } from '../train/reshaped.ts';
import { NETS } from '../train/run.ts';
import { TRAIN_SCHEDULE } from '../train/schedule.ts';
import { type TrainEvent, type TrainOptions, train } from '../train/trainer.ts';
import { type MeasureOptions, measureRun } from '../train/watch/measure-run.ts';
import { psnrText } from '../train/watch/psnr-table.ts';
import { Watcher } from '../train/watch/watcher.ts';
import type { Command } from './command.ts';
import {
  configFlagTypes,
  configFrom,
  judgeConfigFrom,
  namedIn,
  textConfigFrom,
  tinyConfigFrom,
  upscaleConfigFrom,
} from './config-flags.ts';
import { integerFlag, parseFlags, UsageError } from './flags.ts';
import { usage } from './train-usage.ts';

const flagTypes = {
  ...configFlagTypes,
  out: { type: 'string' },
  to: { type: 'string' },
  resume: { type: 'boolean' },
  from: { type: 'string' },
  'sample-steps': { type: 'string' },
  data: { type: 'string' },
  pictures: { type: 'string' },
  threads: { type: 'string' },
} as const;

type Flags = ReturnType<typeof parseFlags<typeof flagTypes>>['values'];

/** What can be trained. */
const TRAINED = [...NETS, 'if-tiny-text', 'if-tiny', 'if-tiny-upscale', 'emoji-judge'] as const;

/** Evaluations of a sample of if-tiny and of its second stage, where not told. */
const TINY_SAMPLE_STEPS = { 'if-tiny': 20, 'if-tiny-upscale': 10 };

/** Exit code of a process ended by Ctrl-C. */
const INTERRUPTED = 130;

export const command: Command = {
  summary: 'train digits, if-tiny or a judge, or export a run as a bundle',
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
  if (verb === 'psnr' && directory && rest.length === 0) return measure(directory, flags, signal);
  if (verb === 'psnr') throw new UsageError('psnr takes the directory of a run');
  if (verb === 'accuracy' && directory && flags.data && rest.length === 0) return readTests(directory, flags.data);
  if (verb === 'accuracy') throw new UsageError('accuracy takes the directory of a run and --data DIR');
  const net = TRAINED.find((name) => name === verb);
  if (!net || directory) throw new UsageError(`train one of ${TRAINED.join(', ')}, not "${positionals.join(' ')}"`);
  return trainNet(net, flags, signal);
}

type Trained = (typeof TRAINED)[number];

async function trainNet(net: Trained, flags: Flags, signal: AbortSignal): Promise<number> {
  const directory = resolve(flags.out ?? `.manifold/train/${net}`);
  const looking = lookingFrom(net, flags);
  const asked = await configAsked(net, flags, looking.dataDirectory);
  const checkpoint = await startingPoint(directory, flags, asked);
  const config = checkpoint?.config ?? asked;
  const { batches, show, initial } = await openData(config, looking.dataDirectory);
  const watcher = new Watcher({ config, directory, show, ...looking });
  const step = await follow({
    config,
    directory,
    batches,
    watcher,
    signal,
    spinning: true,
    ...looking,
    ...((checkpoint || initial) && { checkpoint: checkpoint ?? { config, step: 0, state: initial!() } }),
  });
  if (!hasCheckpoint(directory)) {
    process.stdout.write('stopped before the first step; nothing was saved\n');
    return INTERRUPTED;
  }
  if (step < totalSteps(courseOf(config))) {
    const data = flags.data === undefined ? '' : ` --data ${flags.data}`;
    process.stdout.write(
      `saved at step ${step}; go on with: manifold train ${net} --resume --out ${directory}${data}\n`,
    );
    return INTERRUPTED;
  }
  if (config.net !== 'if-tiny-text') return exportTo(directory, resolve(directory, 'bundle'));
  process.stdout.write(`read; go on with: manifold train if-tiny --from ${directory}\n`);
  return 0;
}

async function configAsked(net: Trained, flags: Flags, dataDirectory: string | undefined): Promise<Config> {
  if (net === 'if-tiny-text') return textConfigFrom(flags, await describePictures(dataDirectory));
  if (net === 'if-tiny') return tinyConfigFrom(flags, await describePictures(dataDirectory));
  if (net === 'if-tiny-upscale') return upscaleConfigFrom(flags, await describeLarge(dataDirectory));
  return net === 'emoji-judge' ? judgeConfigFrom(flags, await describeLabelled(dataDirectory)) : configFrom(net, flags);
}

/** What changes nothing in the parameters reached, but for the number of threads. */
function lookingFrom(net: Trained, flags: Flags) {
  const [usual, most] =
    net === 'if-tiny' || net === 'if-tiny-upscale'
      ? [TINY_SAMPLE_STEPS[net], TINY_SCHEDULE.num_train_timesteps]
      : [TRAIN_SCHEDULE.num_train_timesteps, TRAIN_SCHEDULE.num_train_timesteps];
  const threads = integerFlag('threads', flags.threads, 0, 1, 256);
  const steps = integerFlag('sample-steps', flags['sample-steps'], usual, 1, most);
  return { steps, ...(threads && { threads }), ...(flags.data && { dataDirectory: resolve(flags.data) }) };
}

/** Trains with progress on the screen; answers the number of steps done. */
async function follow(options: TrainOptions): Promise<number> {
  const display = new Display(process.stdout);
  const { unit } = courseOf(options.config).mileage;
  let progress: Progress | undefined;
  try {
    for await (const event of train(options)) {
      if (event.kind === 'step') progress = advance(progress, event.report);
      showEvent(display, event, progress, unit);
    }
  } finally {
    display.end();
  }
  return progress?.report.step ?? options.checkpoint?.step ?? 0;
}

function showEvent(display: Display, event: TrainEvent, progress: Progress | undefined, unit: string): void {
  if (event.kind === 'step') display.show(progress!);
  if (event.kind === 'drawing') display.pass(`${unit} ${event.mileage}: drawing, ${Math.floor(100 * event.done)}%`);
  if (event.kind === 'shown') display.note(`${unit} ${event.mileage}: ${event.files.join(', ')}`);
  if (event.kind === 'shown' && event.text) display.note(event.text);
}

/** The checkpoint to go on from, or nothing for a new run, which must not overwrite another. */
async function startingPoint(directory: string, flags: Flags, asked: Config): Promise<Checkpoint | undefined> {
  if (!flags.resume) {
    if (!hasCheckpoint(directory)) return beginning(directory, flags, asked);
    throw new UsageError(`${directory} holds a run: go on with --resume, or name another --out`);
  }
  const { checkpoint, notice } = await loadCheckpoint(directory, namedIn(flags, asked));
  if (notice) process.stderr.write(`manifold train: ${notice}\n`);
  process.stdout.write(`resuming at step ${checkpoint.step} of ${totalSteps(courseOf(checkpoint.config))}\n`);
  return checkpoint;
}

async function beginning(directory: string, flags: Flags, asked: Config): Promise<Checkpoint | undefined> {
  await keepOfData(asked, flags.data, directory);
  return flags.from === undefined ? undefined : weightsFrom(flags.from, asked, directory);
}

/**
 * A new run that begins with what another of the same networks has learnt, its moments and averages included; for if-tiny also
 * with a bundle's weights, or with what was read before.
 */
async function weightsFrom(from: string, config: Config, directory: string): Promise<Checkpoint> {
  const learnt = await stateIn(resolve(from), config);
  if (config.net === 'if-tiny') refuseForgetting(config, learnt, from);
  const state = config.net === 'if-tiny' ? await carriedOver(learnt, config, from, directory) : learnt;
  refuseReshaped(config, state, from);
  if ('sizes' in config) await writeHistory(directory, await historyOf(resolve(from)));
  return { config, step: 0, state };
}

async function carriedOver(state: Tensors, { seed }: TinyConfig, from: string, directory: string): Promise<Tensors> {
  const [before, now] = await Promise.all([from, directory].map((place) => readPieces(tokenizerIn(place))));
  return carryOver(state, before!, now!, seed);
}

function refuseReshaped(config: Config, state: Tensors, from: string): void {
  const found = reshaped(config, state);
  if (!found) return;
  const { name, was, wanted } = found;
  const why = `${name} in ${from} is [${was.join(', ')}], where [${wanted.join(', ')}] is wanted`;
  throw new UsageError(`${shaping(config)}: ${why}; give what that was trained with`);
}

/** The flags that the shapes of a run's parameters follow from. */
function shaping(config: Config): string {
  if ('widths' in config) return '--widths';
  if (config.net === 'if-tiny-text') return '--sizes and --data';
  return config.net === 'emoji-judge' ? '--hidden and --data' : '--hidden';
}

function refuseForgetting(config: TinyConfig, state: Tensors, from: string): void {
  if (!forgets(config, state)) return;
  const why = `the first phase leaves out levels of the U-Net in ${from}, which would begin anew`;
  throw new UsageError(`--sizes ${config.sizes}: ${why}; begin with ${fullSize(config)} px`);
}

async function stateIn(directory: string, { net }: Config): Promise<Tensors> {
  if (net === 'if-tiny' && isBundled(directory)) return bundledState(directory);
  const { checkpoint } = await loadCheckpoint(directory);
  if (net === 'if-tiny' && checkpoint.config.net === 'if-tiny-text') return readState(checkpoint);
  return checkpoint.config.net === net ? checkpoint.state : (await loadCheckpoint(directory, { net })).checkpoint.state;
}

/** Prints the PSNR of a denoiser beside that of the noisy pictures, or that of a second stage beside interpolation. */
async function measure(directory: string, flags: Flags, signal: AbortSignal): Promise<number> {
  const place = resolve(directory);
  const pictures = integerFlag('pictures', flags.pictures, 10_000, 1, 10_000);
  const onProgress = (done: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\rmeasuring, ${Math.floor(100 * done)}%\x1b[K\r`);
  };
  const asked = { pictures, signal, onProgress };
  const { net } = (await loadCheckpoint(place)).checkpoint.config;
  const text = net === 'if-tiny-upscale' ? enlarged : denoised;
  process.stdout.write(`${await text(place, flags, asked)}\n`);
  return 0;
}

type Asked = Pick<MeasureOptions, 'pictures' | 'signal' | 'onProgress'>;

async function denoised(place: string, flags: Flags, asked: Asked): Promise<string> {
  return psnrText(await measureRun(place, { ...asked, ...lookingFrom('mnist-denoiser', flags) }));
}

async function enlarged(place: string, flags: Flags, asked: Asked): Promise<string> {
  const { dataDirectory, ...looking } = lookingFrom('if-tiny-upscale', flags);
  if (!dataDirectory) throw new UsageError('psnr of a second stage takes --data DIR');
  const scores = await measureUpscale(place, await loadPictures(dataDirectory), { ...asked, ...looking });
  return nearnessText(scores.pictures, scores);
}

/** Prints how the judge of pictures in `directory` reads those in `data`. */
async function readTests(directory: string, data: string): Promise<number> {
  process.stdout.write(`${accuracyText(await measureJudge(resolve(directory), resolve(data)))}\n`);
  return 0;
}

async function exportTo(directory: string, target: string): Promise<number> {
  process.stdout.write(`${await exportRun(resolve(directory), resolve(target))}\n`);
  return 0;
}
