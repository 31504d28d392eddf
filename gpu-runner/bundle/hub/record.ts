import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readConfig } from '../read-config.ts';

/** What a pulled bundle was made of, kept beside it, so that it can be verified without the hub. */
export const recordFile = 'pulled.json';

const PulledFile = z.strictObject({
  repository: z.string(),
  commit: z.string(),
  source: z.string(),
  target: z.string(),
  size: z.int().min(0),
  algorithm: z.enum(['sha256', 'git-sha1']),
  digest: z.string(),
});
const Record = z.strictObject({ source: z.string(), variant: z.enum(['fp16', 'fp32']), files: z.array(PulledFile) });
export type PullRecord = z.infer<typeof Record>;

/** The record appears whole or not at all. */
export async function writeRecord(directory: string, record: PullRecord): Promise<void> {
  const path = join(directory, recordFile);
  await writeFile(`${path}.tmp`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${path}.tmp`, path);
}

/** The record of the bundle in `directory`; undefined for one that was not pulled. Throws a BundleError when it is not as written. */
export async function readRecord(directory: string): Promise<PullRecord | undefined> {
  const isThere = await readFile(join(directory, recordFile)).then(
    () => true,
    () => false,
  );
  return isThere ? readConfig(directory, recordFile, Record) : undefined;
}
