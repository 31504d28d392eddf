import type { Velocity } from '../../../diffusion/flow.ts';
import { guide } from '../../../diffusion/guidance.ts';
import type { Estimator } from '../../../diffusion/prediction.ts';
import type { Session } from '../../../runtime/session.ts';
import { concatRows, splitRows } from '../../../tensor/rows.ts';
import { type Tensor, tensor, zeros } from '../../../tensor/tensor.ts';
import { DIGITS } from '../mnist.ts';

/** The time-conditional net. */
export function timeEstimator(session: Session): Estimator {
  return async (sample, t) => {
    const { eps } = await session.run({ sample, timestep: times(sample.dims[0]!, t) });
    return { output: eps! };
  };
}

/** The class-conditional net with guidance, where row i is asked for `digits[i]`. */
export function classEstimator(session: Session, digits: readonly number[], guidance: number): Estimator {
  const guided = guidedBy(session, 'eps', digits, guidance);
  return async (xt, t) => ({ output: await guided(xt, t) });
}

/** The flow net with guidance, where row i is asked for `digits[i]`. */
export function classVelocity(session: Session, digits: readonly number[], guidance: number): Velocity {
  const guided = guidedBy(session, 'velocity', digits, guidance);
  return (xt, { time }) => guided(xt, time);
}

type Guided = (xt: Tensor, t: number) => Promise<Tensor>;

/** `output` of a class-conditional net, evaluated without and with the class as one batch. */
function guidedBy(session: Session, output: string, digits: readonly number[], guidance: number): Guided {
  const classes = concatRows([zeros([digits.length, DIGITS]), oneHot(digits)]);
  return async (xt, t) => {
    const rows = 2 * digits.length;
    const found = await session.run({ sample: concatRows([xt, xt]), timestep: times(rows, t), class: classes });
    const [unconditional, conditional] = splitRows(found[output]!, digits.length);
    return guide(unconditional!, conditional!, guidance);
  };
}

function oneHot(digits: readonly number[]): Tensor {
  const rows = zeros([digits.length, DIGITS]);
  digits.forEach((digit, row) => {
    rows.data[row * DIGITS + digit] = 1;
  });
  return rows;
}

function times(rows: number, t: number): Tensor {
  return tensor([rows], new Float32Array(rows).fill(t));
}
