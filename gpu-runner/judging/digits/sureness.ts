import type { Reading } from '../../train/digits/judge.ts';
import { DIGITS } from '../../train/digits/mnist.ts';

/** The probability from which a digit counts as read with confidence. */
export const SURE = 0.9;

/** How samples were read that were asked as no digit in particular. */
export interface Sureness {
  readonly samples: number;
  /** Samples read with confidence. */
  readonly sure: number;
  /** Part of the samples, and of the test pictures, that was read with confidence. */
  readonly share: number;
  readonly testShare: number;
  readonly testPictures: number;
  /** Part of the samples, and of the test pictures, that was read as each digit. */
  readonly digits: readonly { readonly digit: number; readonly share: number; readonly testShare: number }[];
}

export function surenessOf(samples: Reading, test: Reading): Sureness {
  const sure = samples.confidence.filter(isSure).length;
  return {
    samples: samples.digits.length,
    sure,
    share: sure / samples.digits.length,
    testShare: test.confidence.filter(isSure).length / test.digits.length,
    testPictures: test.digits.length,
    digits: Array.from({ length: DIGITS }, (_, digit) => ({
      digit,
      share: shareOf(digit, samples.digits),
      testShare: shareOf(digit, test.digits),
    })),
  };
}

function isSure(probability: number): boolean {
  return probability >= SURE;
}

function shareOf(digit: number, digits: readonly number[]): number {
  return digits.filter((read) => read === digit).length / digits.length;
}
