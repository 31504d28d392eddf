import type { Judge } from '../../train/emoji-judge/judge.ts';
import { rankOf } from '../../train/emoji-judge/shares.ts';
import { editsOf, originalsOf } from './edits.ts';
import { type Exam, readEach } from './exam.ts';
import type { Examinee } from './examinee.ts';
import { inpaintedOf } from './inpainting.ts';
import { Examiner, type Task } from './prompts.ts';
import { readingOf } from './reading.ts';
import { spreadOf } from './spread.ts';
import type { PictureVerdict } from './verdict.ts';

/** What is drawn to be judged. */
export interface Plan {
  readonly samples: number;
  /** First of the seeds. */
  readonly seed: number;
}

/** So many samples for each prompt of which several are drawn, and for each picture that is edited and redrawn. */
const SAMPLES_A_TRIAL = 25;

/** Draws all that is to be judged, and measures it. Rejects with an UnsuitedError, and with the signal's reason. */
export async function examine(
  examinee: Examinee,
  judge: Judge,
  { samples, seed }: Plan,
  signal: AbortSignal,
): Promise<PictureVerdict> {
  const examiner = new Examiner(seed);
  const tasks = await examiner.tasks(samples, signal);
  const exam = { examinee, judge, seed };
  const few = (await readable(exam, tasks)).slice(0, Math.max(2, Math.ceil(samples / SAMPLES_A_TRIAL)));
  return {
    read: await readingOf(exam, tasks),
    spread: await spreadOf(exam, few, examiner, signal),
    edits: await editsOf(exam, few),
    inpainted: await inpaintedOf(exam, few),
  };
}

/** The tasks whose own pictures the judge reads, or where it reads hardly any all of them. */
async function readable({ examinee, judge }: Exam, tasks: readonly Task[]): Promise<readonly Task[]> {
  const { things } = await readEach(judge, tasks, (some) => originalsOf(some, examinee));
  const read = tasks.filter(({ thing }, row) => rankOf(things, row, judge.labels.things.indexOf(thing.name)) === 0);
  return read.length > 1 ? read : tasks;
}
