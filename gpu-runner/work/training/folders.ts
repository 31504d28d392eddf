import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TrainingLease, trainedAtMost } from '@manifold/shared/protocol/lease';
import { trainedBundle } from '@manifold/shared/protocol/result';

/** Where in the training directory the bundles lie that were trained here. */
export function bundlesIn(training: string): string {
  return join(training, 'bundles');
}

/** Where in the training directory runs have their folders. */
export function runsIn(training: string): string {
  return join(training, 'runs');
}

/** The folder of one attempt among those of runs: runners may share the training directory. */
export function runFolder(runs: string, { computation, generation, attempt }: TrainingLease): string {
  return join(runs, `${computation}-${generation}-${attempt}`);
}

/**
 * Removes what earlier attempts at the computation left. One that still works there has lost its lease to this one, so that the
 * edge hears nothing of its failure. What cannot be removed stays.
 */
export async function removeEarlier(runs: string, { computation, attempt }: TrainingLease): Promise<void> {
  const isEarlier = (name: string) => name.startsWith(`${computation}-`) && Number(name.split('-').at(-1)) < attempt;
  const earlier = (await readdir(runs)).filter(isEarlier);
  await Promise.allSettled(earlier.map((name) => rm(join(runs, name), { recursive: true, force: true })));
}

/**
 * Removes the bundles in `directory` that are served no more: beyond the newest that a runner serves, unless they are of the last
 * day: the edge has the files of each that it took. What cannot be looked at or removed stays; rejects where `directory` itself cannot be read.
 */
export async function sweepBundles(directory: string, now: number): Promise<void> {
  const trained = (await readdir(directory)).filter((name) => name.startsWith(trainedBundle('')));
  const dated = await Promise.all(trained.map((name) => datedAt(join(directory, name))));
  const older = dated.toSorted((a, b) => b.at - a.at).slice(trainedAtMost);
  const gone = older.filter(({ at }) => now - at > untouchedFor);
  await Promise.allSettled(gone.map(({ folder }) => rm(folder, { recursive: true, force: true })));
}

/** When a folder was last touched; one that cannot be looked at counts as new. */
async function datedAt(folder: string): Promise<{ folder: string; at: number }> {
  const at = await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
  return { folder, at };
}

/** Milliseconds after which a folder is nobody's any more: whoever uses one touches it every minute. */
const untouchedFor = 86_400_000;

/**
 * Removes the folders in `directory` that nobody uses: of runs whose runner was killed and whose computation nobody took up again,
 * of bundles that are served no more. Another runner may share the directory, so that only age tells; `now` is in milliseconds
 * since 1970. What cannot be looked at or removed stays; rejects where `directory` itself cannot be read.
 */
export async function sweepOld(directory: string, now: number): Promise<void> {
  const sweep = async (folder: string) => {
    if (now - (await stat(folder)).mtimeMs > untouchedFor) await rm(folder, { recursive: true, force: true });
  };
  await Promise.allSettled((await readdir(directory)).map((name) => sweep(join(directory, name))));
}
