import { z } from 'zod';
import { Digest } from '../image/digest.ts';

/** Bytes of a part of a file; only the last part of a file is shorter. */
export const partBytes = 16_777_216;

/** Kinds of file that a training leaves. */
export const FileType = z.enum([
  'application/json',
  'application/x-ndjson',
  'application/octet-stream',
  'image/png',
  'image/webp',
  'text/markdown',
]);
export type FileType = z.infer<typeof FileType>;

/** Path of a file within its folder: no part of it begins with a dot. */
const FilePath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*){0,4}$/, 'must be a path within the folder');

/** A file as the concatenation of its parts, each named by its digest. */
export const FileRef = z
  .strictObject({
    path: FilePath,
    mediaType: FileType,
    bytes: z.int().min(0),
    parts: z.array(Digest).min(1).max(256),
  })
  .meta({ id: 'FileRef' });
export type FileRef = z.infer<typeof FileRef>;

/** How many files a training leaves at most. */
export const filesAtMost = 64;

/** All of them. */
export const FileRefs = z.array(FileRef).min(1).max(filesAtMost);
