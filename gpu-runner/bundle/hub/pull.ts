import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { indexFile } from '../kinds.ts';
import { download } from './download.ts';
import { type Hub, listRepository } from './hub.ts';
import { missingBytes, presentFiles, removeOtherPartials, removeOtherWeights } from './leftovers.ts';
import { licenceOf } from './licence.ts';
import { alone } from './lock.ts';
import { checkSpace, residentBytes } from './needs.ts';
import { type PullRecord, writeRecord } from './record.ts';
import { type Variant, type WantedFile, wantedFiles } from './selection.ts';
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

/** Asks the hub what bundle `name` is made of. Throws a BundleError that names the mend, or was caused by the signal's reason. */
export async function planPull(hub: Hub, name: SourceName, variant: Variant, signal: AbortSignal): Promise<PullPlan> {
  const { stage1, stage2 } = SOURCES[name];
  const list = (repository: string) => listRepository(hub, repository, signal);
  const stages = { stage1: await list(stage1), stage2: await list(stage2) };
  const files = wantedFiles(stages, variant);
  const bytes = bytesOf(files);
  const licence = await licenceOf(hub, stages.stage1, signal);
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
 * Fetches the files of `plan` one after another; what an earlier pull brought stays. `model_index.json` goes before anything is
 * replaced and comes last, so that a bundle is found only when it is whole. Throws a BundleError that names the file and the mend, or
 * the signal's reason.
 */
export async function pull(plan: PullPlan, options: PullOptions): Promise<void> {
  await mkdir(options.directory, { recursive: true });
  await alone(options.directory, () => bring(plan, options));
}

async function bring(plan: PullPlan, options: PullOptions): Promise<void> {
  const { directory } = options;
  await removeOtherPartials(plan.files, directory);
  const kept = await keptFiles(plan, options);
  const missing = plan.files.filter((file) => !kept.includes(file));
  await checkSpace(directory, await missingBytes(missing, directory));
  const record = { source: plan.name, variant: plan.variant, files: kept };
  await writeRecord(directory, record);
  if (missing.length > 0) await rm(join(directory, indexFile), { force: true });
  const parts = missing.filter((file) => !isIndex(file));
  await fetchInto(record, parts, plan, options);
  await removeOtherWeights(plan.files, directory);
  await fetchInto(record, missing.filter(isIndex), plan, options);
}

/** The files that are there; of a bundle that is not whole, the index is fetched anew. */
async function keptFiles(plan: PullPlan, { directory, signal, onProgress }: PullOptions): Promise<WantedFile[]> {
  const present: WantedFile[] = [];
  for await (const file of presentFiles(plan.files, directory, signal)) {
    present.push(file);
    onProgress({ file: file.target, bytes: bytesOf(present), of: plan.bytes });
  }
  return present.length === plan.files.length ? present : present.filter((file) => !isIndex(file));
}

/** Fetches files one after another, and notes each in the record once it is there. */
async function fetchInto(
  record: PullRecord,
  files: readonly WantedFile[],
  { bytes: of }: PullPlan,
  { hub, directory, signal, onProgress }: PullOptions,
): Promise<void> {
  for (const file of files) {
    const before = bytesOf(record.files);
    const onBytes = (bytes: number) => onProgress({ file: file.target, bytes: before + bytes, of });
    await download(file, { hub, directory, signal, onBytes });
    record.files.push(file);
    await writeRecord(directory, record);
  }
}

function bytesOf(files: readonly WantedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function isIndex({ target }: WantedFile): boolean {
  return target === indexFile;
}
