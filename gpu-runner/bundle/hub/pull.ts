import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { download, partialOf, sizeOf } from './download.ts';
import { type Hub, listRepository } from './hub.ts';
import { licenceOf } from './licence.ts';
import { checkSpace, residentBytes } from './needs.ts';
import { writeRecord } from './record.ts';
import { isWeights, type Variant, type WantedFile, wantedFiles } from './selection.ts';
import { SOURCES, type SourceName } from './sources.ts';

/** What a pull would bring. */
export interface PullPlan {
  readonly name: SourceName;
  readonly variant: Variant;
  readonly licence: string;
  readonly files: readonly WantedFile[];
  readonly bytes: number;
  /** Weights that lie in the device's memory at once. */
  readonly residentBytes: number;
}

export interface PullProgress {
  readonly file: string;
  /** Of all files. */
  readonly bytes: number;
  readonly of: number;
}

/** Asks the hub what bundle `name` is made of. Throws a BundleError that names the mend. */
export async function planPull(hub: Hub, name: SourceName, variant: Variant): Promise<PullPlan> {
  const { stage1, stage2 } = SOURCES[name];
  const stages = { stage1: await listRepository(hub, stage1), stage2: await listRepository(hub, stage2) };
  const files = wantedFiles(stages, variant);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const licence = await licenceOf(hub, stages.stage1);
  return { name, variant, licence, files, bytes, residentBytes: residentBytes(files) };
}

export interface PullOptions {
  readonly hub: Hub;
  /** Where the bundle goes; made when it is not there. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
}

/**
 * Fetches the files of `plan` one after another; what an earlier pull brought stays. `model_index.json` comes last, so that a bundle is
 * found only when it is whole. Weights beside those of the plan, which a pull of another variant left, are removed: they would be read
 * in their place. Throws a BundleError that names the file and the mend, or the signal's reason.
 */
export async function pull(plan: PullPlan, { hub, directory, signal, onProgress }: PullOptions): Promise<void> {
  await mkdir(directory, { recursive: true });
  await checkSpace(directory, await missingBytes(plan.files, directory));
  let before = 0;
  for (const file of indexLast(plan.files)) {
    const onBytes = (bytes: number) => onProgress({ file: file.target, bytes: before + bytes, of: plan.bytes });
    await download(file, { hub, directory, signal, onBytes });
    before += file.size;
  }
  await writeRecord(directory, { source: plan.name, variant: plan.variant, files: [...plan.files] });
  await removeOtherWeights(plan.files, directory);
}

async function removeOtherWeights(files: readonly WantedFile[], directory: string): Promise<void> {
  const weights = files.map(({ target }) => target).filter(isWeights);
  for (const part of new Set(weights.map((target) => dirname(target)))) {
    const found = (await readdir(join(directory, part))).map((name) => `${part}/${name}`).filter(isWeights);
    for (const target of found.filter((target) => !weights.includes(target))) await rm(join(directory, target));
  }
}

/** What is still to be fetched of `files`, in bytes. */
export async function missingBytes(files: readonly WantedFile[], directory: string): Promise<number> {
  const missing = files.map(async (file) => {
    if ((await sizeOf(join(directory, file.target))) === file.size) return 0;
    return Math.max(0, file.size - ((await sizeOf(partialOf(directory, file))) ?? 0));
  });
  return (await Promise.all(missing)).reduce((sum, bytes) => sum + bytes, 0);
}

function indexLast(files: readonly WantedFile[]): WantedFile[] {
  const isIndex = ({ target }: WantedFile) => target === 'model_index.json';
  return [...files.filter((file) => !isIndex(file)), ...files.filter(isIndex)];
}
