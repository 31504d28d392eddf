import { leadingSchedule } from '@manifold/shared/recipe/schedules';
import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import { clipDynamically } from '../../diffusion/clip.ts';
import { guide } from '../../diffusion/guidance.ts';
import type { Estimator } from '../../diffusion/prediction.ts';
import { type SamplerStep, sample } from '../../diffusion/sampler.ts';
import { stridesOf } from '../../diffusion/strides.ts';
import type { Session } from '../../runtime/session.ts';
import { splitChannels } from '../../tensor/channels.ts';
import { noiseAt } from '../../tensor/noise.ts';
import type { Stream } from '../../tensor/random.ts';
import { concatRows, rowsOf } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { reducedAlphaBar, TINY_SCHEDULE, timesteps } from './schedule.ts';
import { encodeTexts } from './texts.ts';

/** Where predicted pictures are held, as in DeepFloyd IF's stage 1. */
export const THRESHOLDING = { ratio: 0.95, max: 1.5 };

export interface Asked {
  /** A picture is made for each. */
  readonly prompts: readonly string[];
  readonly tokenize: Tokenize;
  readonly guidance: number;
  /** Pixels on a side. */
  readonly size: number;
  /** Of how many pixels on a side, in a picture of full size, each of them is the mean. */
  readonly block: number;
  readonly seed: number;
  /** Evaluations. */
  readonly steps: number;
}

/** Samples pictures in [-1, 1] from networks under training, [prompts, 3, size, size]; equal seeds start from equal noise. */
export function sampleTexts(session: Session, asked: Asked): AsyncGenerator<SamplerStep, Tensor> {
  const times = leadingSchedule(TINY_SCHEDULE.num_train_timesteps, asked.steps).timesteps;
  const alphaBar = timesteps().alphaBar;
  return sample({
    start: noiseOf(asked, 'init', times[0]!),
    strides: stridesOf(times, 'clean', reducedAlphaBar(alphaBar, asked.block)),
    estimate: guidedBy(session, asked, alphaBar),
    clip: clipDynamically([-1, 1], THRESHOLDING.ratio, THRESHOLDING.max),
    noise: (timestep) => noiseOf(asked, 'step', timestep),
  });
}

/**
 * Without the text and with it as one batch; the variance is that of the rows with it. The sampler's x_t has variance 1; the
 * network's is reduced from a picture of full size, as is its output, of which the noise is made.
 */
function guidedBy(session: Session, { prompts, tokenize, guidance, block }: Asked, alphaBar: Float32Array): Estimator {
  const texts = encodeTexts(tokenize, [...prompts.map(() => ''), ...prompts]);
  return async (xt, t) => {
    const rows = 2 * prompts.length;
    const timestep = tensor([rows], new Float32Array(rows).fill(t));
    const deviation = Math.sqrt(alphaBar[t]! + (1 - alphaBar[t]!) / block ** 2);
    const reduced = tensor(
      xt.dims,
      xt.data.map((x) => x * deviation),
    );
    const { prediction } = await session.run({ sample: concatRows([reduced, reduced]), timestep, ...texts });
    const [output, variance] = splitChannels(prediction!, 2);
    const half = (x: Tensor, i: number) => rowsOf(x, i * prompts.length, (i + 1) * prompts.length);
    const guided = guide(half(output!, 0), half(output!, 1), guidance);
    const [signal, noise] = [Math.sqrt(alphaBar[t]!), Math.sqrt(1 - alphaBar[t]!)];
    const eps = reduced.data.map((x, i) => block * (signal * guided.data[i]! + noise * x));
    return { output: tensor(xt.dims, eps), v: half(variance!, 1) };
  };
}

function noiseOf({ prompts, size, seed }: Asked, stream: Stream, timestep: number): Tensor {
  return noiseAt({ seed, stream, sample: 0, timestep }, [prompts.length, 3, size, size]);
}
