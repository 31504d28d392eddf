import { concatRows, splitRows } from '../../tensor/rows.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { rankOf } from '../../train/emoji-judge/shares.ts';
import { meanPairwise } from '../mean-pairwise.ts';
import { clusteredError } from '../standard-error.ts';
import { type Exam, picturesOf, readBy } from './exam.ts';
import type { Examinee, Wanted } from './examinee.ts';
import type { Task } from './prompts.ts';
import { rms } from './rms.ts';
import type { Edited, PictureVerdict } from './verdict.ts';

/** Timesteps that edits start from, as parts of the training's. */
const STRENGTHS = [0.1, 0.3, 0.5, 0.7, 0.95];

/** Pictures drawn of each edit. */
const COUNT = 2;

/** The pictures of tasks, each made into what the next task asks for from more and more noise. */
export async function editsOf(exam: Exam, tasks: readonly Task[]): Promise<PictureVerdict['edits']> {
  const { examinee, seed } = exam;
  const originals = originalsOf(tasks, examinee);
  const series: Edited[] = [];
  for (const t of editStarts(examinee)) {
    const drawn = await drawEdits(examinee, tasks, { t, seed, count: COUNT });
    series.push({ t, ...(await became(exam, tasks, splitRows(originals, 1), drawn)) });
  }
  return {
    pictures: COUNT * tasks.length,
    originals: tasks.length,
    unrelated: meanPairwise(originals, rms) / 2,
    series,
  };
}

export function editStarts({ trainTimesteps }: Examinee): number[] {
  return STRENGTHS.map((part) => Math.round(part * trainTimesteps));
}

export function originalsOf(tasks: readonly Task[], examinee: Examinee): Tensor {
  return picturesOf(
    tasks.map(({ pixels }) => pixels),
    examinee,
  );
}

/** What the picture of a task is made into. */
export function otherOf(tasks: readonly Task[], index: number): Task {
  return tasks[(index + 1) % tasks.length]!;
}

/** Of each task's picture `count` edits from timestep t, in as many of the steps as lie below it. */
export async function drawEdits(
  examinee: Examinee,
  tasks: readonly Task[],
  { t, seed, count }: { readonly t: number; readonly seed: number; readonly count: number },
): Promise<Tensor[]> {
  const images = await Promise.all(splitRows(originalsOf(tasks, examinee), 1).map((picture) => examinee.give(picture)));
  const share = Math.round((examinee.manner.steps * (t + 1)) / examinee.trainTimesteps);
  const steps = Math.max(1, Math.min(t + 1, share));
  const wanted = images.map((image, i): Wanted => {
    const { prompt } = otherOf(tasks, i);
    return { technique: 'edit', image, prompt, t, steps, seed: seed + i, count };
  });
  return examinee.draw(`edits from t = ${t}`, wanted);
}

/** `originals` are [1, 3, S, S] each, and in `drawn` are the edits of each, [COUNT, 3, S, S]. */
async function became(
  { judge }: Exam,
  tasks: readonly Task[],
  originals: readonly Tensor[],
  drawn: readonly Tensor[],
): Promise<Omit<Edited, 't'>> {
  const { things } = await readBy(judge, concatRows(drawn));
  const isRead = ({ thing }: Task, row: number) => rankOf(things, row, judge.labels.things.indexOf(thing.name)) === 0;
  // For each original a 1 for every edit that is read as the thing of the task that `of` has for it, and a 0 for every other.
  const readAs = (of: (index: number) => Task) =>
    tasks.map((_, i) => Array.from({ length: COUNT }, (_, edit) => Number(isRead(of(i), i * COUNT + edit))));
  const [kept, asked] = [readAs((i) => tasks[i]!), readAs((i) => otherOf(tasks, i))];
  const distances = drawn.flatMap((set, i) => splitRows(set, 1).map(({ data }) => rms(data, originals[i]!.data) / 2));
  return {
    distance: meanOf(distances),
    kept: meanOf(kept.flat()),
    asked: meanOf(asked.flat()),
    errors: { kept: clusteredError(kept), asked: clusteredError(asked) },
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
