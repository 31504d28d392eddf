import { scheduleFrom } from '@manifold/shared/recipe/schedules';
import { clipNone } from '../../../diffusion/clip.ts';
import { evenFlow, flow } from '../../../diffusion/flow.ts';
import type { Estimator } from '../../../diffusion/prediction.ts';
import { type SamplerStep, sample } from '../../../diffusion/sampler.ts';
import { stridesOf } from '../../../diffusion/strides.ts';
import type { Session } from '../../../runtime/session.ts';
import { noiseAt } from '../../../tensor/noise.ts';
import type { Stream } from '../../../tensor/random.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { DIGITS, SIDE } from '../mnist.ts';
import { type Lengthed, trainAlphaBars } from '../schedule.ts';
import { classEstimator, classVelocity, timeEstimator } from './estimators.ts';

/** Samples of a digit, one below another. */
const PER_DIGIT = 4;
/** Classifier-free guidance of the course. */
const GUIDANCE = 5;
/** What each sample is asked to be: 0 to 9, four times. */
const ASKED = Array.from({ length: PER_DIGIT * DIGITS }, (_, i) => i % DIGITS);

/**
 * Samples 40 digits from a net, [40, 1, 28, 28], in `steps` evaluations, of a diffusion at most as many as it has timesteps; equal
 * seeds start from equal noise.
 */
export type Sampling = (session: Session, seed: number, steps: number) => AsyncGenerator<SamplerStep, Tensor>;

export function sampleTime(length: Lengthed): Sampling {
  return (session, seed, steps) => ancestral(timeEstimator(session), length, seed, steps);
}

export function sampleClass(length: Lengthed): Sampling {
  return (session, seed, steps) => ancestral(classEstimator(session, ASKED, GUIDANCE), length, seed, steps);
}

export const sampleFlow: Sampling = (session, seed, steps) =>
  flow({
    start: noiseOf(seed, 'init', 0),
    strides: evenFlow(steps),
    velocity: classVelocity(session, ASKED, GUIDANCE),
    clip: clipNone,
  });

function ancestral(
  estimate: Estimator,
  length: Lengthed,
  seed: number,
  steps: number,
): AsyncGenerator<SamplerStep, Tensor> {
  const { timesteps } = scheduleFrom(length.timesteps - 1, steps);
  return sample({
    start: noiseOf(seed, 'init', timesteps[0]!),
    strides: stridesOf(timesteps, 'clean', trainAlphaBars(length)),
    estimate,
    clip: clipNone,
    noise: (timestep) => noiseOf(seed, 'step', timestep),
  });
}

function noiseOf(seed: number, stream: Stream, timestep: number): Tensor {
  return noiseAt({ seed, stream, sample: 0, timestep }, [ASKED.length, 1, SIDE, SIDE]);
}
