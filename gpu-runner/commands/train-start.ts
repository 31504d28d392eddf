import { resolve } from 'node:path';
import { readPieces } from '../bundle/tokenizer/pieces.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { type Checkpoint, hasCheckpoint, loadCheckpoint } from '../train/checkpoint.ts';
import { type Config, isOfDigits, trainingPlanOf } from '../train/configs.ts';
import { keepOfData } from '../train/data.ts';
import { digitsBundledState, isDigitsBundled } from '../train/digits/bundled.ts';
import { historyOf, writeHistory } from '../train/history.ts';
import { bundledState, isBundled } from '../train/if-tiny/bundled.ts';
import { carryOver } from '../train/if-tiny/carry-over.ts';
import { forgets, fullSize, type TinyConfig, tokenizerIn } from '../train/if-tiny/run.ts';
import { readState } from '../train/if-tiny/text/state.ts';
import { totalSteps } from '../train/plan.ts';
import { reshaped } from '../train/reshaped.ts';
import { namedIn } from './config-flags.ts';
import { UsageError } from './flags.ts';
import type { Flags } from './train-flags.ts';

/** The checkpoint to go on from, or nothing for a new run, which must not overwrite another that has taken a step. */
export async function startingPoint(directory: string, flags: Flags, asked: Config): Promise<Checkpoint | undefined> {
  if (!flags.resume) {
    if (!(await hasStepped(directory))) return beginning(directory, flags, asked);
    throw new UsageError(`${directory} holds a run: go on with --resume, or name another --out`);
  }
  if (!hasCheckpoint(directory)) throw new UsageError(`${directory} holds no checkpoint: begin without --resume`);
  const checkpoint = await lastCheckpoint(directory, namedIn(flags, asked));
  process.stdout.write(`resuming at step ${checkpoint.step} of ${totalSteps(trainingPlanOf(checkpoint.config))}\n`);
  return checkpoint;
}

/** Whether `directory` holds a run with a step behind it; one that cannot be read may have taken any. */
async function hasStepped(directory: string): Promise<boolean> {
  if (!hasCheckpoint(directory)) return false;
  return loadCheckpoint(directory).then(
    ({ checkpoint }) => checkpoint.step > 0,
    () => true,
  );
}

/** The last checkpoint that can be used; says so of one that had to be passed over. */
export async function lastCheckpoint(directory: string, asked: Partial<Config> = {}): Promise<Checkpoint> {
  const { checkpoint, notice } = await loadCheckpoint(directory, asked);
  if (notice) process.stderr.write(`manifold train: ${notice}\n`);
  return checkpoint;
}

async function beginning(directory: string, flags: Flags, asked: Config): Promise<Checkpoint | undefined> {
  await keepOfData(asked, flags.data, directory);
  const { from } = flags;
  if (from === undefined) {
    await writeHistory(directory, []);
    return undefined;
  }
  const learnt = await learntIn(resolve(from), asked);
  const start = await beginningWith(learnt.state, from, asked, directory);
  await writeHistory(directory, await historyOf(resolve(from), learnt.checkpoint));
  return start;
}

/**
 * A new run that begins with what another of the same networks has learnt, while the optimiser and the averages begin anew; for
 * digits and if-tiny also with a bundle's weights, and for if-tiny with what was read before.
 */
async function beginningWith(learnt: Tensors, from: string, config: Config, directory: string): Promise<Checkpoint> {
  if (config.net === 'if-tiny') refuseForgetting(config, learnt, from);
  const state = config.net === 'if-tiny' ? await carriedOver(learnt, config, from, directory) : learnt;
  refuseReshaped(config, state, from);
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

/** What was learnt at a timestep means something else where the diffusion has another length. */
function refuseOtherLength(asked: Config, learnt: Config, from: string): void {
  if (!('timesteps' in asked && 'timesteps' in learnt)) return;
  const [wanted, was] = [asked.timesteps, learnt.timesteps];
  if (wanted !== was)
    throw new UsageError(`--timesteps: ${from} was trained on ${was}, not ${wanted}; give what it was`);
}

/** What can be begun with: the weights of a bundle, or those of a run at its last checkpoint. */
interface Learnt {
  readonly state: Tensors;
  readonly checkpoint?: Checkpoint;
}

async function learntIn(directory: string, config: Config): Promise<Learnt> {
  const { net } = config;
  const hasRun = hasCheckpoint(directory);
  if (!hasRun && net === 'if-tiny' && isBundled(directory)) return { state: await bundledState(directory) };
  if (!hasRun && isOfDigits(config) && isDigitsBundled(directory, config))
    return { state: await digitsBundledState(directory, config) };
  const last = await lastCheckpoint(directory);
  if (net === 'if-tiny' && last.config.net === 'if-tiny-text') return { state: readState(last), checkpoint: last };
  const checkpoint = last.config.net === net ? last : await lastCheckpoint(directory, { net });
  refuseOtherLength(config, checkpoint.config, directory);
  return { state: checkpoint.state, checkpoint };
}
