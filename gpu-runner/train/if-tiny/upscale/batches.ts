import { bilinear, type Square } from '../../../diffusion/bilinear.ts';
import { concatRows } from '../../../tensor/rows.ts';
import { type Tensor, tensor, zeros } from '../../../tensor/tensor.ts';
import { type Batches, phaseAt } from '../../plan.ts';
import { stepDraws } from '../../step-draws.ts';
import { noised, orders } from '../batches.ts';
import type { Source } from '../pixels.ts';
import { imagesAfter, stretchesOf } from '../run.ts';
import { TINY_SCHEDULE, timestepOf, timestepShares, timesteps, timestepWeights } from '../schedule.ts';
import { type UpscaleConfig, unitOf, upscalePlan } from './run.ts';
import { pictureAt, reduced } from './small.ts';

/**
 * The noise level of an enlarged picture is T u^3 for a uniform u: half of them are below 125, where little noise hides the faults
 * of what the first stage drew and most of the picture is left to go by.
 */
const LEVEL_POWER = 3;

/** So many pictures at the end of a data set are not trained on: with them a run is looked at. */
export const HELD_OUT = 4;

const drawsOf = stepDraws(['timestep', 'level', 'noise', 'grain', 'left', 'top']);

/** Pictures that can be cut; whole ones, [count, 3, size, size] in bytes. */
export interface Pictures extends Source {
  readonly count: number;
}

/**
 * The feeds of the second stage, see `superResolution`: squares of pictures, and of the same pictures reduced and enlarged again
 * as a pipeline does it. Pictures come in a shuffled order that is drawn anew once all were seen; a batch is a function of the
 * seed and its number alone.
 */
export function upscaleBatches(config: UpscaleConfig, data: Pictures): Batches {
  const plan = upscalePlan(config);
  const stretches = stretchesOf(config);
  const orderOf = orders(data.count - HELD_OUT, config.seed);
  const times = timesteps();
  const shares = timestepShares(times.alphaBar, config.snr);
  const weights = timestepWeights(times.alphaBar);
  const small = reduced(data);
  return (index) => {
    const { size: side, batch } = stretches[phaseAt(plan, index).number]!;
    const seen = imagesAfter(plan, index);
    const { uniforms, normals } = drawsOf(config, index);
    const noise = (what: 'noise' | 'grain') => tensor([batch, 3, side, side], normals(what, batch * 3 * side * side));
    const corners = [uniforms('left', batch), uniforms('top', batch)].map((us) =>
      us.map((u) => cornerAt(u, side, config)),
    );
    const cuts = Array.from({ length: batch }, (_, row) => ({
      picture: orderOf(seen + row),
      square: { left: corners[0]![row]!, top: corners[1]![row]!, side },
    }));
    const t = Float32Array.from(uniforms('timestep', batch), (u) => timestepOf(shares, u));
    const level = Float32Array.from(uniforms('level', batch), (u) =>
      Math.floor(TINY_SCHEDULE.num_train_timesteps * u ** LEVEL_POWER),
    );
    const eps = noise('noise');
    const image = concatRows(cuts.map(({ picture, square }) => cut(data, picture, square)));
    const low = concatRows(cuts.map(({ picture, square }) => bilinear(pictureAt(small, picture), data.size, square)));
    return {
      x_t: noised(image, eps, t, times.alphaBar, 1),
      low: noised(low, noise('grain'), level, times.alphaBar, 1),
      eps,
      t: tensor([batch], t),
      level: tensor([batch], level),
      weight: tensor(
        [batch],
        t.map((at) => weights[at]!),
      ),
    };
  };
}

/** Where a square of so many pixels begins, along either axis. */
function cornerAt(u: number, side: number, config: UpscaleConfig): number {
  const unit = unitOf(config);
  return unit * Math.floor(u * ((config.side - side) / unit + 1));
}

/** A square of a picture, [1, 3, side, side] in [-1, 1]. */
function cut({ pixels, size }: Source, index: number, { left, top, side }: Square): Tensor {
  const image = zeros([1, 3, side, side]);
  for (let line = 0; line < 3 * side; line++) {
    const [channel, y] = [Math.floor(line / side), line % side];
    const from = ((index * 3 + channel) * size + top + y) * size + left;
    for (let x = 0; x < side; x++) image.data[line * side + x] = pixels[from + x]! / 127.5 - 1;
  }
  return image;
}
