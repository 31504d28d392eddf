import { createHash } from 'node:crypto';
import { copyFile, type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, sep } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import { type FileRef, type FileType, partBytes } from '@manifold/shared/protocol/file';
import type { Part, PartKind } from '../client.ts';
import { accepted } from '../halt.ts';
import type { Outcome } from '../outcome.ts';
import type { Tenure } from '../tenure.ts';

const types: Readonly<Record<string, FileType>> = {
  '.json': 'application/json',
  '.jsonl': 'application/x-ndjson',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.md': 'text/markdown',
};

/** Paths of all files under `directory`, relative to it, with slashes, in order. */
export async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return paths.map((path) => path.replaceAll(sep, '/')).toSorted();
}

/** Uploads files of `directory` part by part; answers how to name them. Throws a Halt or an AttemptError. */
export async function uploadFiles(
  tenure: Tenure,
  kind: PartKind,
  directory: string,
  paths: readonly string[],
): Promise<FileRef[]> {
  const files: FileRef[] = [];
  for (const path of paths) files.push(await uploadFile(tenure, kind, directory, path));
  return files;
}

async function uploadFile(tenure: Tenure, kind: PartKind, directory: string, path: string): Promise<FileRef> {
  const digests: string[] = [];
  for await (const part of partsOf(join(directory, path))) {
    accepted(await tenure.uploadPart(kind, part), `${path} could not be stored`);
    digests.push(part.digest);
  }
  const mediaType = types[extname(path)] ?? 'application/octet-stream';
  return { path, mediaType, bytes: (await stat(join(directory, path))).size, parts: digests };
}

/** A file in parts; an empty file is one empty part. */
async function* partsOf(path: string): AsyncGenerator<Part> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (let start = 0; start === 0 || start < size; start += partBytes) {
      const bytes = new Uint8Array(Math.min(partBytes, size - start));
      await fill(bytes, file, start);
      yield { bytes, digest: createHash('sha256').update(bytes).digest('hex') };
    }
  } finally {
    await file.close();
  }
}

/** Reads on from `start` until `bytes` is full: one read may bring less. Throws where the file has become shorter meanwhile. */
async function fill(bytes: Uint8Array, file: FileHandle, start: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) throw new Error(`a file that is sent ends at byte ${start + done}, before its end`);
    done += bytesRead;
  }
}

/** Writes files to `directory`, their parts as `fetchPart` brings them. Throws a Halt or an AttemptError. */
export async function downloadFiles(
  fetchPart: (digest: Digest) => Promise<Outcome<Uint8Array>>,
  directory: string,
  files: readonly FileRef[],
): Promise<void> {
  for (const { path, parts } of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    const file = await open(join(directory, path), 'w');
    try {
      for (const digest of parts)
        await file.appendFile(accepted(await fetchPart(digest), `${path} could not be fetched`));
    } finally {
      await file.close();
    }
  }
}

/** Copies files, which `target` then holds alone; where one cannot be copied it is gone, since the disk may be full. */
export async function snapshot(directory: string, target: string, paths: readonly string[]): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  try {
    for (const path of paths) {
      await mkdir(dirname(join(target, path)), { recursive: true });
      await copyFile(join(directory, path), join(target, path));
    }
  } catch (cause) {
    await rm(target, { recursive: true, force: true });
    throw cause;
  }
}
