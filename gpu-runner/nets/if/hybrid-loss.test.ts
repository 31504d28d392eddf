import { expect, it } from 'vitest';
import { evaluate } from '../../runtime/gradient-check.fixture.ts';
import { tensor } from '../../tensor/tensor.ts';
import { hybridLoss } from './hybrid-loss.ts';

/** KL(N(m, s) || N(m + d, r)) of two normal distributions in one dimension with the variances s and r. */
const divergence = (s: number, d: number, r: number) => (Math.log(r / s) - 1 + (s + d ** 2) / r) / 2;

it('is the weighted square and the divergence of the two steps, in bits, beyond that under the least variance', async () => {
  // Of each row: beta, betaTilde, the variance's place between them, the error of the mean and its square's factor, the weight.
  const rows = [
    { beta: 0.02, tilde: 0.012, f: 0.65, error: 0.5, gain: 1.1, weight: 1 },
    { beta: 0.05, tilde: 0.049, f: 1.2, error: -1.5, gain: 0.3, weight: 3 },
    { beta: 0.01, tilde: 0.002, f: 0, error: 2, gain: 0.7, weight: 0.5 },
  ];
  const terms = rows.map(({ beta, tilde, f, error, gain, weight }) => {
    const d = Math.sqrt(gain * tilde) * error;
    const variance = tilde ** (1 - f) * beta ** f;
    return weight * error ** 2 + (divergence(tilde, d, variance) - divergence(tilde, d, tilde)) / Math.LN2;
  });
  const literal = terms.reduce((sum, term) => sum + term) / rows.length;

  const each = (of: (row: (typeof rows)[number]) => number) => Float32Array.from(rows, of);
  const square = tensor(
    [3, 1, 1, 1],
    each(({ error }) => error ** 2),
  );
  const v = tensor(
    [3, 1, 1, 1],
    each(({ f }) => 2 * f - 1),
  );
  const ofRows = [
    each(({ beta, tilde }) => Math.log(beta / tilde)),
    each(({ gain }) => gain),
    each(({ weight }) => weight),
  ].map((data) => tensor([3], data));
  const loss = await evaluate(
    (g, [square, v, logRatio, gain, weight]) =>
      hybridLoss(g, {
        square: square!,
        fixedSquare: square!,
        v: v!,
        logRatio: logRatio!,
        gain: gain!,
        weight: weight!,
      }),
    [square, v, ...ofRows],
  );
  expect(loss.data[0]).toBeCloseTo(literal, 5);
});
