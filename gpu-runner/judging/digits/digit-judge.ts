import { fileURLToPath } from 'node:url';
import type { Provider, Session } from '../../runtime/session.ts';
import { openJudge, pixelsOf, readDigits } from '../../train/digits/judge.ts';
import { DIGITS, loadMnist, type Mnist } from '../../train/digits/mnist.ts';
import { frechetOf, type Yardstick, yardstickOf } from './realism.ts';
import { surenessOf } from './sureness.ts';
import { verdictOf } from './verdict.ts';
import type { Judgement } from './verdict-text.ts';

const JUDGE = fileURLToPath(new URL('../../bundles/mnist-judge', import.meta.url));

/** What judges samples of digits, against the test pictures, which it reads once. */
export interface DigitJudge {
  judge(pixels: Float32Array): Promise<Judgement>;
  close(): Promise<void>;
}

/** `byClass` where samples are asked for by their digit. */
export async function openDigitJudge(byClass: boolean, provider: Provider): Promise<DigitJudge> {
  const data = loadMnist('test');
  return digitJudge(await openJudge(JUDGE, { provider }), data, byClass);
}

/** Releases the classifier when it is closed, or where the pictures cannot be read. */
export async function digitJudge(classifier: Session, data: Mnist, byClass: boolean): Promise<DigitJudge> {
  const test = await readDigits(classifier, pixelsOf(data)).catch(async (error) => {
    await classifier.release();
    throw error;
  });
  const yardsticks = new Map<number, Yardstick>();
  const yardstickFor = (samples: number) => {
    const found = yardsticks.get(samples) ?? yardstickOf(samples, test.features, byClass ? data.labels : undefined);
    yardsticks.set(samples, found);
    return found;
  };
  return {
    judge: async (pixels) => {
      const samples = await readDigits(classifier, pixels);
      const each = samples.digits.length / DIGITS;
      const readings = byDigit(pixels).map((own, digit) => ({
        digit,
        pixels: own,
        read: samples.digits.slice(digit * each, (digit + 1) * each),
      }));
      return {
        read: byClass ? verdictOf(readings, data) : surenessOf(samples, test),
        realism: { frechet: frechetOf(samples.features, test.features), ...yardstickFor(samples.digits.length) },
      };
    },
    close: () => classifier.release(),
  };
}

/** The pictures of each of ten digits, which lie one digit after another. */
export function byDigit(pixels: Float32Array): Float32Array[] {
  const each = pixels.length / DIGITS;
  return Array.from({ length: DIGITS }, (_, digit) => pixels.subarray(digit * each, (digit + 1) * each));
}
