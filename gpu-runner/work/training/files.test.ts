import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partBytes } from '@manifold/shared/protocol/file';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ok } from '../outcome.ts';
import type { Tenure } from '../tenure.ts';
import { filesUnder, uploadFiles } from './files.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-files-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A tenure whose edge takes every part; `onPart` is called for each. */
function taking(onPart: () => void): Tenure {
  const uploadPart: Tenure['uploadPart'] = async () => {
    onPart();
    return ok(undefined);
  };
  return { uploadPart } as unknown as Tenure;
}

it('sends no zeros in place of what a file has lost meanwhile', async () => {
  const path = join(directory, 'net.bin');
  writeFileSync(path, '');
  truncateSync(path, partBytes + 9);
  let parts = 0;
  const tenure = taking(() => {
    parts++;
    truncateSync(path, partBytes + 2);
  });
  await expect(uploadFiles(tenure, 'files', directory, ['net.bin'])).rejects.toThrow(
    `ends at byte ${partBytes + 2}, before its end`,
  );
  expect(parts).toBe(1);
});

it('names files by paths with slashes', async () => {
  mkdirSync(join(directory, 'unet'));
  for (const name of ['manifest.json', join('unet', 'model.onnx')]) writeFileSync(join(directory, name), '');
  expect(await filesUnder(directory)).toEqual(['manifest.json', 'unet/model.onnx']);
});
