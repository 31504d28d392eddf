import { leadingSchedule } from '@manifold/shared/recipe/schedules';
import { bilinear } from '../../../diffusion/bilinear.ts';
import { clipToRange } from '../../../diffusion/clip.ts';
import { forward } from '../../../diffusion/forward.ts';
import { type SamplerStep, sample } from '../../../diffusion/sampler.ts';
import { stridesOf } from '../../../diffusion/strides.ts';
import type { Session } from '../../../runtime/session.ts';
import { concatChannels, splitChannels } from '../../../tensor/channels.ts';
import { noiseAt } from '../../../tensor/noise.ts';
import type { Stream } from '../../../tensor/random.ts';
import { type Tensor, tensor } from '../../../tensor/tensor.ts';
import { TINY_SCHEDULE, timesteps } from '../schedule.ts';

export interface Enlargement {
  /** [1, 3, S, S] in [-1, 1] */
  readonly small: Tensor;
  /** Pixels on a side that it is brought to. */
  readonly size: number;
  /** Timestep of the noise that it is enlarged under. */
  readonly level: number;
  /** Numbers the noise, beside the seed. */
  readonly number: number;
  readonly seed: number;
  /** Evaluations. */
  readonly steps: number;
}

/** Draws a picture anew in a larger size, [1, 3, size, size], by a network under training, as a pipeline's second stage does. */
export function enlarge(session: Session, asked: Enlargement): AsyncGenerator<SamplerStep, Tensor> {
  const { small, size, level, number, seed } = asked;
  const { alphaBar } = timesteps();
  const times = leadingSchedule(TINY_SCHEDULE.num_train_timesteps, asked.steps).timesteps;
  const noise = (stream: Stream, timestep: number) =>
    noiseAt({ seed, stream, sample: number, timestep }, [1, 3, size, size]);
  const low = forward(bilinear(small, size), alphaBar[level]!, noise('upscaleLow', level));
  return sample({
    start: noise('upscaleInit', times[0]!),
    strides: stridesOf(times, 'clean', alphaBar),
    estimate: async (xt, t) => {
      const [timestep, class_labels] = [t, level].map((value) => tensor([1], Float32Array.of(value)));
      const inputs = { sample: concatChannels([xt, low]), timestep: timestep!, class_labels: class_labels! };
      const [eps, variance] = splitChannels((await session.run(inputs)).prediction!, 2);
      return { output: eps!, v: variance! };
    },
    clip: clipToRange([-1, 1]),
    noise: (timestep) => noise('upscaleStep', timestep),
  });
}
