import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTokenizer } from '../../bundle/tokenizer/t5-tokenizer.ts';
import { loadPictures } from './dataset.ts';
import { writePictures } from './write.ts';

const SET = { count: 24, size: 64, seed: 5, split: 'train' } as const;
const live = new AbortController().signal;

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pictures-'));
  await writePictures(directory, SET, () => {}, live);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs `look` after `change` of one of the files, and puts it back. */
async function changed(file: string, change: (path: string) => void, look: () => Promise<void>): Promise<void> {
  const [path, before] = [join(directory, file), readFileSync(join(directory, file))];
  change(path);
  await look();
  writeFileSync(path, before);
}

describe('a data set of captioned pictures', () => {
  it('names the file that cannot be written', async () => {
    for (const [file, why] of [
      ['captions.jsonl', 'the disk is full'],
      ['pictures-64.u8', 'EISDIR'],
    ] as const) {
      const other = join(directory, file.slice(0, 3));
      mkdirSync(other);
      if (why === 'EISDIR') mkdirSync(join(other, file));
      else symlinkSync('/dev/full', join(other, file));
      await expect(writePictures(other, SET, () => {}, live)).rejects.toThrow(
        `cannot write ${join(other, file)}: ${why}`,
      );
    }
  });

  it('is read as it was written', async () => {
    const { count, size, pixels, captions, things, styles } = await loadPictures(directory);
    expect([count, size, pixels.length]).toEqual([24, 64, 24 * 3 * 64 * 64]);
    expect([captions.length, things.length, styles.length]).toEqual([24, 24, 24]);
    expect(captions.flat().every((caption) => /^[a-zñ0-9 '-]+$/.test(caption))).toBe(true);
  });

  it('tells its sources with versions and licences', () => {
    const { sources } = JSON.parse(readFileSync(join(directory, 'dataset.json'), 'utf8'));
    expect(sources).toMatchObject([{ licence: 'MIT' }, { licence: 'MIT' }]);
  });

  it('is the same again, and another for the test split', async () => {
    const other = mkdtempSync(join(tmpdir(), 'pictures-'));
    const { digest } = await loadPictures(directory);
    await writePictures(other, SET, () => {}, live);
    expect((await loadPictures(other)).digest).toBe(digest);
    await writePictures(other, { ...SET, split: 'test' }, () => {}, live);
    expect((await loadPictures(other)).pixels).not.toEqual((await loadPictures(directory)).pixels);
    rmSync(other, { recursive: true });
  });

  it.each([
    [
      'pictures-64.u8',
      'cut short',
      (path: string) => truncateSync(path, 1000),
      'pictures-64.u8 is cut short: 1000 bytes',
    ],
    ['pictures-64.u8', 'corrupted', flip, 'pictures-64.u8 is corrupted'],
    ['captions.jsonl', 'corrupted', flip, 'captions.jsonl is corrupted'],
    [
      'dataset.json',
      'no JSON',
      (path: string) => writeFileSync(path, '{'),
      'dataset.json cannot be used: it is not JSON',
    ],
    [
      'dataset.json',
      'otherwise',
      (path: string) => writeFileSync(path, '{"count":0}'),
      'dataset.json cannot be used: count',
    ],
    ['pictures-64.u8', 'missing', (path: string) => rmSync(path), /pictures-64\.u8 cannot be read from \S+: make it/],
    [
      'pictures-64.u8',
      'too large',
      (path: string) => truncateSync(path, 2 ** 31),
      /pictures-64\.u8 cannot be read from \S+: File size .* 2 GiB/,
    ],
  ])('is refused when %s is %s', async (file, _, change, fault) => {
    await changed(file, change, async () => {
      await expect(loadPictures(directory)).rejects.toThrow(fault);
      await expect(loadPictures(directory)).rejects.toMatchObject({ name: 'DatasetError' });
    });
  });
});

describe('its tokenizer', () => {
  it('reads every caption in known pieces, which give it back', async () => {
    const { captions } = await loadPictures(directory);
    const words = [...new Set(captions.flat().flatMap((caption) => caption.split(' ')))];
    const tokenize = await readTokenizer(join(directory, 'tokenizer'));
    const [, ...pieces] = vocabulary();
    expect(pieces).toContain('▁photo');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 20 }), (chosen) => {
        const { ids, mask } = tokenize(chosen.join(' ').toUpperCase(), 77);
        const read = ids.filter((_, i) => mask[i] === 1).slice(0, -1);
        expect(read).toHaveLength(chosen.length);
        expect(decode(read)).toBe(chosen.join(' '));
      }),
    );
  });

  it('spells what is in no caption', async () => {
    const tokenize = await readTokenizer(join(directory, 'tokenizer'));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,12}$/), (word) => {
        const { ids } = tokenize(word, 77);
        expect(decode(ids.slice(0, ids.indexOf(1)))).toBe(word);
      }),
    );
  });
});

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[100]! ^= 1;
  writeFileSync(path, bytes);
}

function vocabulary(): string[] {
  const { model } = JSON.parse(readFileSync(join(directory, 'tokenizer', 'tokenizer.json'), 'utf8'));
  return model.vocab.map(([text]: [string, number]) => text);
}

function decode(ids: readonly number[]): string {
  const pieces = vocabulary();
  const text = ids.map((id) => pieces[id]).join('');
  return text.replaceAll('▁', ' ').trim();
}
