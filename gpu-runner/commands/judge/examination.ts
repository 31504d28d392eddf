import { SIDE } from '../../nets/emoji/classifier.ts';
import { magnified } from '../../pipeline/tiles.ts';
import { concatRows, splitRows } from '../../tensor/rows.ts';
import { type Tensor, tensor, zeros } from '../../tensor/tensor.ts';
import type { Judge, Reading } from '../../train/emoji-judge/judge.ts';
import { sharesOf } from '../../train/emoji-judge/shares.ts';
import { takePicture } from '../../train/if-tiny/pixels.ts';
import { meanPairwise, rms } from '../../train/judge/pictures/distances.ts';
import { Examiner, type Task } from '../../train/judge/pictures/prompts.ts';
import { gradientsOf, middleMask } from '../../train/judge/pictures/seam.ts';
import type { Edited, PictureVerdict, Spread } from '../../train/judge/pictures/verdict.ts';
import type { Studio } from './studio.ts';

/** What is drawn to be judged. */
export interface Plan {
  readonly samples: number;
  readonly seed: number;
}

/** Pictures of a prompt, to see how far they are apart. */
const EACH = 8;

/** Prompts for which several pictures are drawn, and pictures that are edited and redrawn: so many samples for one of them. */
const SAMPLES_A_TRIAL = 25;

/** Timesteps that edits start from, as parts of the training's. */
const STRENGTHS = [0.1, 0.3, 0.5, 0.7, 0.95];

/** Pictures drawn of each edit and each inpainting. */
const TWICE = 2;

/** Draws all that is to be judged, and measures it. Rejects with the signal's reason. */
export async function examine(
  studio: Studio,
  judge: Judge,
  { samples, seed }: Plan,
  signal: AbortSignal,
): Promise<PictureVerdict> {
  const examiner = new Examiner(seed);
  const tasks = await examiner.tasks(samples, signal);
  const few = tasks.slice(0, Math.max(2, Math.ceil(samples / SAMPLES_A_TRIAL)));
  const room = { studio, judge, seed };
  const read = await readingOf(room, tasks);
  const answers: Tensor[] = [];
  for (const task of few) answers.push(picturesOf(await examiner.answers(task, EACH, signal), studio.size));
  return {
    read,
    spread: await spreadOf(room, few, answers),
    edits: await editsOf(room, few),
    inpainted: await inpaintedOf(room, few),
  };
}

/** Who draws, who reads, and the first of the seeds. */
interface Room {
  readonly studio: Studio;
  readonly judge: Judge;
  readonly seed: number;
}

async function readingOf({ studio, judge, seed }: Room, tasks: readonly Task[]): Promise<PictureVerdict['read']> {
  const { steps } = studio.manner;
  const wanted = tasks.map(({ prompt }, i) => ({ technique: 'sample' as const, prompt, steps, seed: seed + i }));
  const samples = concatRows(await studio.draw('samples', wanted));
  const data = picturesOf(
    tasks.map(({ pixels }) => pixels),
    studio.size,
  );
  const told = tasks.map(({ thing, style }) => ({ thing: thing.name, style }));
  const shares = async (pictures: Tensor) => sharesOf(told, await readBy(judge, pictures), judge.labels);
  return { samples: await shares(samples), data: await shares(data) };
}

async function spreadOf(
  { studio, judge, seed }: Room,
  tasks: readonly Task[],
  answers: readonly Tensor[],
): Promise<PictureVerdict['spread']> {
  const { steps } = studio.manner;
  const drawn = await studio.draw(
    'samples of one prompt',
    tasks.map(({ prompt }, i) => ({ technique: 'sample', prompt, steps, seed: seed + i, count: EACH })),
  );
  const spread = (sets: readonly Tensor[]) => Promise.all(sets.map((set) => apart(judge, set))).then(mean);
  return { prompts: tasks.length, each: EACH, samples: await spread(drawn), data: await spread(answers) };
}

async function apart(judge: Judge, pictures: Tensor): Promise<Spread> {
  const { features } = await readBy(judge, pictures);
  return { pixels: meanPairwise(pictures) / 2, features: meanPairwise(features) };
}

function mean(spreads: readonly Spread[]): Spread {
  const of = (what: keyof Spread) => spreads.reduce((sum, spread) => sum + spread[what], 0) / spreads.length;
  return { pixels: of('pixels'), features: of('features') };
}

async function editsOf({ studio, judge, seed }: Room, tasks: readonly Task[]): Promise<Edited[]> {
  const originals = tasks.map(({ pixels }) => picturesOf([pixels], studio.size));
  const images = await Promise.all(originals.map((original) => studio.give(original)));
  const edited: Edited[] = [];
  for (const t of STRENGTHS.map((part) => Math.round(part * studio.trainTimesteps))) {
    const steps = stepsFrom(t, studio);
    const drawn = await studio.draw(
      `edits from t = ${t}`,
      images.map((image, i) => {
        const { prompt } = otherOf(tasks, i);
        return { technique: 'edit', image, prompt, t, steps, seed: seed + i, count: TWICE };
      }),
    );
    edited.push({ t, ...(await became(judge, tasks, originals, drawn)) });
  }
  return edited;
}

/** As many of the steps as lie below t, at least one. */
export function stepsFrom(t: number, { manner, trainTimesteps }: Studio): number {
  return Math.max(1, Math.min(t + 1, Math.round((manner.steps * (t + 1)) / trainTimesteps)));
}

/** What the picture of a task is made into. */
export function otherOf(tasks: readonly Task[], index: number): Task {
  return tasks[(index + 1) % tasks.length]!;
}

async function became(
  judge: Judge,
  tasks: readonly Task[],
  originals: readonly Tensor[],
  drawn: readonly Tensor[],
): Promise<Omit<Edited, 't'>> {
  const reading = await readBy(judge, concatRows(drawn));
  const told = (of: (index: number) => Task) =>
    tasks.flatMap((_, i) => Array.from({ length: TWICE }, () => ({ thing: of(i).thing.name, style: of(i).style })));
  const shares = (of: (index: number) => Task) => sharesOf(told(of), reading, judge.labels);
  const distances = drawn.flatMap((set, i) => splitRows(set, 1).map(({ data }) => rms(data, originals[i]!.data) / 2));
  return {
    distance: distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
    kept: shares((i) => tasks[i]!).top1,
    asked: shares((i) => otherOf(tasks, i)).top1,
  };
}

async function inpaintedOf({ studio, seed }: Room, tasks: readonly Task[]): Promise<PictureVerdict['inpainted']> {
  const originals = tasks.map(({ pixels }) => picturesOf([pixels], studio.size));
  const images = await Promise.all(originals.map((original) => studio.give(original)));
  const region = middleMask(studio.size);
  const mask = await studio.give(maskPicture(region, studio.size));
  const { steps } = studio.manner;
  const drawn = await studio.draw(
    'inpaintings',
    tasks.map(({ prompt }, i) => ({
      technique: 'inpaint',
      image: images[i]!,
      mask,
      prompt,
      steps,
      seed: seed + i,
      count: TWICE,
    })),
  );
  const gradients = (sets: readonly Tensor[]) => gradientsOf(halfRange(concatRows(sets)), region);
  return { pictures: TWICE * tasks.length, samples: gradients(drawn), data: gradients(originals) };
}

/** White where the region is, [1, 3, S, S]. */
export function maskPicture(region: readonly boolean[], size: number): Tensor {
  const plane = region.map((redrawn) => (redrawn ? 1 : -1));
  return tensor([1, 3, size, size], Float32Array.from([...plane, ...plane, ...plane]));
}

/** Pixels whose range is 2 wide as those whose range is 1 wide: differences are halved. */
function halfRange({ dims, data }: Tensor): Tensor {
  return tensor(
    dims,
    data.map((value) => value / 2),
  );
}

/** Pictures of 64 pixels as tensors [N, 3, size, size] in [-1, 1]. */
export function picturesOf(pictures: readonly Uint8Array[], size: number): Tensor {
  const target = zeros([pictures.length, 3, size, size]);
  pictures.forEach((pixels, row) => {
    takePicture({ pixels, size: SIDE }, { index: 0, dx: 0, dy: 0, size }, target.data, row * 3 * size * size);
  });
  return target;
}

/** Smaller pictures are enlarged to what the judge reads. */
function readBy(judge: Judge, pictures: Tensor): Promise<Reading> {
  return judge.read(magnified(pictures, SIDE / pictures.dims[3]!));
}
