import { CheckpointError } from '../checkpoint.ts';
import { historyIn, type Lap, type Seen } from '../history.ts';
import { readManifest, type SetRecipe } from './dataset.ts';

type Drawn = Pick<SetRecipe, 'seed' | 'split'>;

/**
 * Throws a CheckpointError where the run in `directory`, or one that it began with, is to be measured on what it was trained on: sets of
 * equal seed and split have the same pictures, only more of them or fewer, or in another size.
 */
export async function refuseTrainedOn(directory: string, set: Drawn): Promise<void> {
  const others = 'give others as --data, which manifold dataset emoji --split test makes';
  if (isOf(set, await readManifest(directory)))
    throw new CheckpointError(`${directory} was trained on these very pictures: ${others}`);
  if ((await historyIn(directory)).some(({ data }) => data && isOf(set, data)))
    throw new CheckpointError(`${directory} began with a run that was trained on these very pictures: ${others}`);
}

function isOf(one: Drawn, other: Drawn): boolean {
  return one.seed === other.seed && one.split === other.split;
}

/** What cannot be said of the runs before one that was measured; nothing where all of them tell their pictures. */
export function unknownText(before: readonly Lap[]): string | undefined {
  const silent = before.filter(({ data }) => !data).length;
  return silent > 0 ? `it is not known which pictures ${silent} of the runs before it learnt from` : undefined;
}

/**
 * What pictures at the end of a set are to a run that leaves them out. One before it had them too, unless its set was this one
 * or of other pictures: of a larger set they are not the end.
 */
export function endText(before: readonly Lap[], set: Seen): string {
  const isApart = ({ data }: Lap) => data && (data.digest === set.digest || !isOf(data, set));
  return before.every(isApart) ? 'not trained on' : 'not trained on, save perhaps in a run before';
}

/** The command that makes such a set again. */
export function datasetCommand({ count, size, seed, split }: SetRecipe): string {
  return `manifold dataset emoji --split ${split} --count ${count} --size ${size} --seed ${seed} --out TEST`;
}
