import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openJudge, pixelsOf, readDigits } from './judge.ts';
import { loadMnist } from './mnist.ts';

it('reads 99 of 100 digits right, and is sure of what it reads', async () => {
  const judge = await openJudge(fileURLToPath(new URL('../../bundles/mnist-judge', import.meta.url)));
  const test = loadMnist('test', 600);
  const { digits, confidence } = await readDigits(judge, pixelsOf(test));
  await judge.release();
  expect(digits.filter((digit, i) => digit !== test.labels[i]).length).toBeLessThanOrEqual(6);
  expect(confidence.every((probability) => probability > 0.1 && probability <= 1)).toBe(true);
  expect(confidence.filter((probability) => probability > 0.9).length).toBeGreaterThan(550);
});
