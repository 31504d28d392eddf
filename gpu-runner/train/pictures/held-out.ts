import { CheckpointError } from '../checkpoint.ts';
import { readManifest, type SetRecipe } from './dataset.ts';

/**
 * Throws a CheckpointError where the run in `directory` is to be measured on what it was trained on: sets of equal seed and split
 * have the same pictures, only more of them or fewer, or in another size.
 */
export async function refuseTrainedOn(
  directory: string,
  { seed, split }: Pick<SetRecipe, 'seed' | 'split'>,
): Promise<void> {
  const own = await readManifest(directory);
  if (own.seed !== seed || own.split !== split) return;
  const others = 'give others as --data, which manifold dataset emoji --split test makes';
  throw new CheckpointError(`${directory} was trained on these very pictures: ${others}`);
}

/** The command that makes such a set again. */
export function datasetCommand({ count, size, seed, split }: SetRecipe): string {
  return `manifold dataset emoji --split ${split} --count ${count} --size ${size} --seed ${seed} --out TEST`;
}
