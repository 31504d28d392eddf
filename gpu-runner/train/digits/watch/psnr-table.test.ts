import { expect, it } from 'vitest';
import type { Session } from '../../../runtime/session.ts';
import { zeros } from '../../../tensor/tensor.ts';
import { loadMnist, PIXELS } from '../mnist.ts';
import { measurePsnr, noisyTests, type PsnrTable, psnrSection, psnrText } from './psnr-table.ts';

const test = loadMnist('test', 130);

/** Answers what it is given, or black. */
function denoiser(answer: 'same' | 'black'): Session {
  return {
    run: async ({ sample }) => ({ clean: answer === 'same' ? sample! : zeros(sample!.dims) }),
    release: async () => {},
  };
}

async function measured(session: Session): Promise<{ parts: number[]; table: PsnrTable }> {
  const parts: number[] = [];
  const measuring = measurePsnr(session, test, 1);
  let next = await measuring.next();
  for (; !next.done; next = await measuring.next()) parts.push(next.value);
  return { parts, table: next.value };
}

it('is -20 log10 sigma where nothing is removed, the same for both columns', async () => {
  const { parts, table } = await measured(denoiser('same'));
  expect(table.pictures).toBe(130);
  expect(table.rows.map(({ sigma }) => sigma)).toEqual([0, 0.2, 0.4, 0.5, 0.6, 0.8, 1]);
  for (const { sigma, noisy, denoised } of table.rows.slice(1)) {
    expect(noisy).toBeCloseTo(-20 * Math.log10(sigma), 1);
    expect(denoised).toBe(noisy);
  }
  expect(parts).toHaveLength(14);
  expect(parts.at(-1)).toBe(1);
});

it('is that of the pictures themselves where all is removed', async () => {
  const { table } = await measured(denoiser('black'));
  const energy = test.images.reduce((sum, byte) => sum + (byte / 255) ** 2, 0) / (130 * PIXELS);
  for (const { denoised } of table.rows) expect(denoised).toBeCloseTo(-10 * Math.log10(energy), 4);
  expect(psnrText(table)).toMatch(
    /PSNR in dB over 130 test pictures\n +sigma +noisy +denoised\n +0\.0 +infinite +\d+\.\d\d\n/,
  );
  expect(psnrSection(table, 0.5)).toMatch(/\| 0 \| infinite \| \d+\.\d\d \|/);
});

it('puts the same noise on a picture, scaled by sigma, wherever its batch begins', () => {
  const whole = noisyTests(test, 0, 3, 0.4, 1);
  const alone = noisyTests(test, 2, 1, 0.8, 1);
  const error = alone.noisy.data.map((z, i) => {
    const clean = alone.clean.data[i]!;
    return Math.abs(z - clean - 2 * (whole.noisy.data[2 * PIXELS + i]! - clean));
  });
  expect(Math.max(...error)).toBeLessThan(1e-5);
});
