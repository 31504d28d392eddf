import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileDigest } from './file-digest.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function scratch() {
  const directory = await mkdtemp(join(tmpdir(), 'manifold-digest-'));
  const [file, cache] = [join(directory, 'weights'), join(directory, 'cache')];
  await writeFile(file, 'one');
  return { file, cache, notes: () => readdir(join(cache, 'digests')) };
}

it('is taken from a note while the file is as it was, and computed when it was written to', async () => {
  const { file, cache, notes } = await scratch();
  expect(await fileDigest(file, cache, undefined, 0)).toBe(sha256('one'));
  const note = join(cache, 'digests', (await notes())[0]!);
  const noted = JSON.parse(await readFile(note, 'utf8'));
  await writeFile(note, JSON.stringify({ ...noted, digest: sha256('noted') }));
  expect(await fileDigest(file, cache, undefined, 0)).toBe(sha256('noted'));
  await writeFile(file, 'two');
  expect(await fileDigest(file, cache, undefined, 0)).toBe(sha256('two'));
  await utimes(file, new Date(0), new Date(0));
  expect(await fileDigest(file, cache, undefined, 0)).toBe(sha256('two'));
});

it('is computed beside a note that is broken, of a small file, and without a place for notes', async () => {
  const { file, cache, notes } = await scratch();
  await fileDigest(file, cache, undefined, 0);
  await writeFile(join(cache, 'digests', (await notes())[0]!), '{');
  expect(await fileDigest(file, cache, undefined, 0)).toBe(sha256('one'));
  expect(await fileDigest(file, '/dev/null', undefined, 0)).toBe(sha256('one'));
  const fresh = await scratch();
  expect(await fileDigest(fresh.file, fresh.cache)).toBe(sha256('one'));
  await expect(fresh.notes()).rejects.toThrow('ENOENT');
});

it('is given up when the signal aborts, with a place for notes and without one', async () => {
  const { file, cache, notes } = await scratch();
  for (const place of [undefined, cache]) {
    await expect(fileDigest(file, place, AbortSignal.abort(), 0)).rejects.toThrow('aborted');
  }
  await expect(notes()).rejects.toThrow('ENOENT');
});
