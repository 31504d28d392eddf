import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { downloadFile } from '@huggingface/hub';
import { BundleError } from '../bundle-error.ts';
import { accessTo, explained, type Hub } from './hub.ts';
import { faultOf } from './integrity.ts';
import type { WantedFile } from './selection.ts';

/** Tries without a byte of progress between them, and the first pause in milliseconds, which doubles. */
const RETRIES = { limit: 5, pause: 500 };

export interface DownloadOptions {
  readonly hub: Hub;
  /** The bundle's directory. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Called with the bytes of the file that are on disk. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Brings `file` into the bundle, in place of another of its name: what an earlier try left is continued, a lost connection is taken up
 * again, and the file gets its name when its digest is right. Throws a BundleError that names the file and what happened.
 */
export async function download(file: WantedFile, options: DownloadOptions): Promise<void> {
  const path = join(options.directory, file.target);
  const partial = partialOf(options.directory, file);
  await mkdir(dirname(path), { recursive: true });
  await fetchAll(file, partial, options);
  const fault = await faultOf(partial, file, options.signal);
  if (fault) {
    await rm(partial, { force: true });
    throw new BundleError(`${file.target} ${fault}; it was removed: run the command again`);
  }
  await rename(partial, path);
}

/** Where a file of the bundle in `directory` lies until it is whole. */
export function partialOf(directory: string, { target, digest }: Pick<WantedFile, 'target' | 'digest'>): string {
  return `${join(directory, target)}.${digest.slice(0, 12)}.partial`;
}

/** Whether a file is one that was begun. */
export function isPartial(path: string): boolean {
  return /\.[0-9a-f]{12}\.partial$/.test(path);
}

/** Fetches until the file is whole, each time from where it stopped. */
async function fetchAll(file: WantedFile, partial: string, options: DownloadOptions): Promise<void> {
  for (let failures = 0, had = (await sizeOf(partial)) ?? 0; had < file.size || had === 0; ) {
    const fault = await fetchRest(file, partial, had, options);
    const now = (await sizeOf(partial)) ?? 0;
    if (!fault && now === file.size) return;
    failures = now > had ? 0 : failures + 1;
    had = now;
    if (failures >= RETRIES.limit) throw asBundleError(file, fault);
    await sleep(RETRIES.pause * 2 ** failures * (0.5 + Math.random()), undefined, { signal: options.signal });
  }
}

/** Appends from byte `had` on; answers the error that ended it, if one did. A full disk and a refusal end the command. */
async function fetchRest(file: WantedFile, partial: string, had: number, options: DownloadOptions): Promise<unknown> {
  const { hub, signal, onBytes } = options;
  let bytes = had;
  let refusal: number | undefined;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      yield chunk;
      bytes += chunk.length;
      onBytes(bytes);
    }
  };
  try {
    const blob = await open(file, hub, signal, (status) => {
      refusal = status;
    });
    const rest = Readable.fromWeb(blob.slice(had).stream() as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(rest, counted, createWriteStream(partial, { flags: 'a' }), { signal });
    return undefined;
  } catch (caught) {
    signal.throwIfAborted();
    const fault = asError(caught, refusal);
    if (isFinal(fault)) throw asBundleError(file, fault);
    return fault;
  }
}

/**
 * Plain ranges of the file as the hub serves it: they can be continued where they stopped. `onRefusal` is told with which status a
 * request was refused, that for the bytes too, which is made later.
 */
async function open(
  file: WantedFile,
  hub: Hub,
  signal: AbortSignal,
  onRefusal: (status: number) => void,
): Promise<Blob> {
  const { repository: repo, commit: revision, source: path } = file;
  const access = accessTo(hub, signal);
  const watched: typeof fetch = async (input, init) => {
    const response = await access.fetch(input, init);
    if (!response.ok) onRefusal(response.status);
    return response;
  };
  const request = { repo, path, revision, xet: false, ...access, fetch: watched };
  const blob = await explained(hub, repo, () => downloadFile(request));
  if (blob) return blob;
  throw new BundleError(`${repo} has no ${path} at ${revision}`);
}

/** The hub's client ends the stream of a request that failed with a string, which has the whole address, keys included. */
function asError(fault: unknown, refusal: number | undefined): unknown {
  if (typeof fault !== 'string') return fault;
  if (refusal === undefined) return new Error(fault);
  return new Error(`it was answered with status ${refusal}`, { cause: { statusCode: refusal } });
}

function isFinal(fault: unknown): boolean {
  const status = ((fault as Error).cause as { statusCode?: number } | undefined)?.statusCode;
  const isRefusal = status !== undefined && status < 500 && status !== 429 && status !== 408;
  return isRefusal || (fault as NodeJS.ErrnoException).code === 'ENOSPC';
}

function asBundleError(file: WantedFile, fault: unknown): BundleError {
  if (fault instanceof BundleError) return fault;
  const { code, message } = (fault ?? new Error('the connection closed early')) as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return new BundleError(`the disk is full at ${file.target}; free some space and run the command again`);
  return new BundleError(`${file.target} could not be fetched: ${message}; run the command again to go on`, {
    cause: fault,
  });
}

/** Bytes of the file at `path`, if there is one. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
