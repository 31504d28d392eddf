import type { Tensor } from '../../tensor/tensor.ts';
import type { Judge } from '../../train/emoji-judge/judge.ts';
import { meanPairwise } from '../mean-pairwise.ts';
import { type Exam, picturesOf, readBy } from './exam.ts';
import type { Examiner, Task } from './prompts.ts';
import { rms } from './rms.ts';
import type { PictureVerdict, Spread } from './verdict.ts';

/** Pictures of a prompt. */
const EACH = 8;

/** How far samples of a prompt are apart, beside as many pictures with that caption. */
export async function spreadOf(
  { examinee, judge, seed }: Exam,
  tasks: readonly Task[],
  examiner: Examiner,
  signal: AbortSignal,
): Promise<PictureVerdict['spread']> {
  const { steps } = examinee.manner;
  const drawn = await examinee.draw(
    'samples of one prompt',
    tasks.map(({ prompt }, i) => ({ technique: 'sample', prompt, steps, seed: seed + i, count: EACH })),
  );
  const answers: Tensor[] = [];
  for (const task of tasks) answers.push(picturesOf(await examiner.answers(task, EACH, signal), examinee));
  const spread = async (sets: readonly Tensor[]) => mean(await Promise.all(sets.map((set) => apart(judge, set))));
  return { prompts: tasks.length, each: EACH, samples: await spread(drawn), data: await spread(answers) };
}

async function apart(judge: Judge, pictures: Tensor): Promise<Spread> {
  const { features } = await readBy(judge, pictures);
  return { pixels: meanPairwise(pictures, rms) / 2, features: meanPairwise(features, rms) };
}

function mean(spreads: readonly Spread[]): Spread {
  const of = (what: keyof Spread) => spreads.reduce((sum, spread) => sum + spread[what], 0) / spreads.length;
  return { pixels: of('pixels'), features: of('features') };
}
