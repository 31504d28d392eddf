import { basename, resolve } from 'node:path';
import { BundleName } from '@manifold/shared/recipe/recipe';
import { hasCheckpoint, type RunAtRest } from '../train/checkpoint.ts';
import { commandIn } from '../train/command-of.ts';
import { type Config, trainingPlanOf } from '../train/configs.ts';
import { describeLabelled, describeLarge, describePictures, openData } from '../train/data.ts';
import { loadPictures } from '../train/dataset/dataset.ts';
import { unknownText } from '../train/dataset/held-out.ts';
import { measureRun } from '../train/digits/watch/measure-run.ts';
import { psnrText } from '../train/digits/watch/psnr-table.ts';
import { Display } from '../train/display.ts';
import { hasDiverged, slowed } from '../train/diverged.ts';
import { measureJudge } from '../train/emoji-judge/accuracy.ts';
import { accuracyText } from '../train/emoji-judge/accuracy-text.ts';
import { exportRun } from '../train/export.ts';
import { historyIn } from '../train/history.ts';
import { measureUpscale } from '../train/if-tiny/upscale/measure.ts';
import { nearnessText } from '../train/if-tiny/upscale/scores.ts';
import { totalSteps } from '../train/plan.ts';
import { advance, type Progress } from '../train/progress.ts';
import { holdRun } from '../train/run-lock.ts';
import { type TrainEvent, type TrainOptions, train } from '../train/trainer.ts';
import type { MeasureOptions } from '../train/watch/measuring.ts';
import { Watcher } from '../train/watch/watcher.ts';
import type { Command } from './command.ts';
import {
  configFrom,
  judgeConfigFrom,
  refuseUnbuildable,
  textConfigFrom,
  tinyConfigFrom,
  upscaleConfigFrom,
} from './config-flags.ts';
import { integerFlag, parseFlags, UsageError } from './flags.ts';
import { providerFrom } from './provider-flag.ts';
import { shellWord } from './shell-word.ts';
import { type Flags, flagTypes, lookingFrom, refuseIdle, TRAINED, type Trained } from './train-flags.ts';
import { lastCheckpoint, startingPoint } from './train-start.ts';
import { usage } from './train-usage.ts';

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
  if (verb !== undefined) refuseIdle(verb, flags);
  if (verb === 'export' && directory && flags.to && rest.length === 0)
    return exportTo(runAt(directory), named(flags.to));
  if (verb === 'export') throw new UsageError('export takes a directory and --to PATH');
  if (verb === 'psnr' && directory && rest.length === 0) return measure(runAt(directory), flags, signal);
  if (verb === 'psnr') throw new UsageError('psnr takes the directory of a run');
  if (verb === 'accuracy' && directory && flags.data && rest.length === 0)
    return readTests(runAt(directory), flags.data, flags.provider, signal);
  if (verb === 'accuracy') throw new UsageError('accuracy takes the directory of a run and --data DIR');
  const net = TRAINED.find((name) => name === verb);
  const instead = positionals.length > 0 ? `, not "${positionals.join(' ')}"` : '';
  if (!net || directory) throw new UsageError(`train one of ${TRAINED.join(', ')}${instead}`);
  return trainNet(net, flags, signal);
}

/** The directory of a run. Throws a UsageError where it holds none. */
function runAt(directory: string): string {
  if (hasCheckpoint(resolve(directory))) return directory;
  throw new UsageError(`${directory} holds no checkpoint: name the --out of a run`);
}

async function restingRun(directory: string): Promise<RunAtRest> {
  return { directory: resolve(directory), checkpoint: await lastCheckpoint(resolve(directory)) };
}

/** The place of a bundle, which is called what its folder is: with another name, no runner would serve it. Throws a UsageError. */
function named(target: string): string {
  const name = BundleName.safeParse(basename(resolve(target)));
  if (name.success) return target;
  throw new UsageError(`--to: the last part of ${target} ${name.error.issues[0]!.message}`);
}

async function trainNet(net: Trained, flags: Flags, signal: AbortSignal): Promise<number> {
  const directory = resolve(flags.out ?? `.manifold/train/${net}`);
  const looking = { ...lookingFrom(net, flags), provider: await providerFrom(flags.provider) };
  const asked = await configAsked(net, flags, looking.dataDirectory);
  refuseUnbuildable(asked);
  using _ = holdRun(directory);
  const checkpoint = await startingPoint(directory, flags, asked);
  const config = checkpoint?.config ?? asked;
  const { batches, show, initial } = await openData(config, looking.dataDirectory, await historyIn(directory));
  const watcher = new Watcher({ config, directory, show, ...looking });
  const start = checkpoint ?? (initial && { config, step: 0, state: initial() });
  const tools = { config, directory, batches, watcher, signal, ...looking, ...(start && { checkpoint: start }) };
  const step = await follow(tools).catch(async (error) => {
    throw await withMend(error, directory, config, flags);
  });
  if (!hasCheckpoint(directory)) {
    process.stdout.write('stopped before the first step; nothing was saved\n');
    return INTERRUPTED;
  }
  if (step < totalSteps(trainingPlanOf(config)) || signal.aborted) {
    process.stdout.write(`saved at step ${step}; go on with: ${resuming(net, directory, flags)}\n`);
    return INTERRUPTED;
  }
  if (config.net !== 'if-tiny-text') return exportTo(directory, resolve(directory, 'bundle'));
  const words = ['--data', flags.data!, '--from', directory].map(shellWord);
  process.stdout.write(`read; go on with: manifold train if-tiny ${words.join(' ')}\n`);
  return 0;
}

/** What to do instead where a run has diverged: begin another with what it had learnt when it was saved, if it had taken a step. */
async function withMend(error: unknown, directory: string, config: Config, { data, from }: Flags): Promise<unknown> {
  if (!hasDiverged(error)) return error;
  const kept = await lastCheckpoint(directory).then(
    ({ step }) => step,
    () => undefined,
  );
  // Before its first step a run that is resumed holds what it began with, if it did with anything.
  const began = from ?? (kept === 0 && (await historyIn(directory)).length > 0 ? directory : undefined);
  const places = { data, from: kept ? directory : began, out: kept === undefined ? directory : `${directory}-slower` };
  const words = Object.entries(places).flatMap(([flag, place]) =>
    place === undefined ? [] : [[flag, shellWord(place)]],
  );
  const command = commandIn(slowed(config, error.step), Object.fromEntries(words));
  return new Error(`${error.message}; begin anew with a smaller --lr: ${command}`, { cause: error });
}

/** The command that goes on with a run as it was run so far. */
function resuming(net: Trained, directory: string, flags: Flags): string {
  const kept = (['data', 'threads', 'provider', 'sample-steps'] as const).flatMap((flag) => {
    const value = flags[flag];
    return value === undefined ? [] : [`--${flag}`, value];
  });
  return `manifold train ${net} --resume --out ${[directory, ...kept].map(shellWord).join(' ')}`;
}

async function configAsked(net: Trained, flags: Flags, dataDirectory: string | undefined): Promise<Config> {
  if (net === 'if-tiny-text') return textConfigFrom(flags, await describePictures(dataDirectory));
  if (net === 'if-tiny') return tinyConfigFrom(flags, await describePictures(dataDirectory));
  if (net === 'if-tiny-upscale') return upscaleConfigFrom(flags, await describeLarge(dataDirectory));
  return net === 'emoji-judge' ? judgeConfigFrom(flags, await describeLabelled(dataDirectory)) : configFrom(net, flags);
}

/** Trains with progress on the screen; answers the number of steps done. */
async function follow(options: TrainOptions): Promise<number> {
  const display = new Display(process.stdout);
  const { unit } = trainingPlanOf(options.config).mileage;
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

/** Prints the PSNR of a denoiser beside that of the noisy pictures, or that of a second stage beside interpolation. */
async function measure(directory: string, flags: Flags, signal: AbortSignal): Promise<number> {
  const pictures = integerFlag('pictures', flags.pictures, 10_000, 1, 10_000);
  const onProgress = (done: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\rmeasuring, ${Math.floor(100 * done)}%\x1b[K\r`);
  };
  const asked = { pictures, signal, onProgress, provider: await providerFrom(flags.provider) };
  const run = await restingRun(directory);
  const text = run.checkpoint.config.net === 'if-tiny-upscale' ? enlarged : denoised;
  process.stdout.write(`${await text(run, flags, asked)}\n`);
  return 0;
}

type Asked = Pick<MeasureOptions, 'pictures' | 'signal' | 'onProgress' | 'provider'>;

async function denoised(run: RunAtRest, flags: Flags, asked: Asked): Promise<string> {
  if (flags['sample-steps'] !== undefined) throw new UsageError('--sample-steps does not apply to a denoiser');
  return psnrText(await measureRun(run, { ...asked, ...lookingFrom('mnist-denoiser', flags) }));
}

async function enlarged(run: RunAtRest, flags: Flags, asked: Asked): Promise<string> {
  const { dataDirectory, ...looking } = lookingFrom('if-tiny-upscale', flags);
  if (!dataDirectory) throw new UsageError('psnr of a second stage takes --data DIR');
  const scores = await measureUpscale(run, await loadPictures(dataDirectory), { ...asked, ...looking });
  await tellUnknown(run.directory);
  return nearnessText(scores.pictures, scores);
}

/** Prints how the judge of pictures in `directory` reads those in `data`. */
async function readTests(
  directory: string,
  data: string,
  asked: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const provider = await providerFrom(asked);
  const run = await restingRun(directory);
  const accuracy = await measureJudge(run, resolve(data), { provider, signal });
  await tellUnknown(run.directory);
  process.stdout.write(`${accuracyText(accuracy)}\n`);
  return 0;
}

/** Says of a run that was measured what is not known of those that it began with. */
async function tellUnknown(directory: string): Promise<void> {
  const unknown = unknownText(await historyIn(directory));
  if (unknown) process.stderr.write(`manifold train: ${unknown}\n`);
}

async function exportTo(directory: string, target: string): Promise<number> {
  const run = await restingRun(directory);
  process.stdout.write(`${await exportRun(run.directory, resolve(target), run.checkpoint)}\n`);
  return 0;
}
