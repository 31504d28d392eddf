import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import { mixedRows } from '../../diffusion/forward.ts';
import { shuffled } from '../../tensor/shuffle.ts';
import { type Tensor, tensor, zeros } from '../../tensor/tensor.ts';
import type { CaptionedPictures } from '../dataset/dataset.ts';
import { type Batches, phaseAt } from '../plan.ts';
import { stepDraws } from '../step-draws.ts';
import { takePicture } from './pixels.ts';
import { fullSize, imagesAfter, stretchesOf, type TinyConfig, tinyPlan } from './run.ts';
import { reducedAlphaBar, type Timesteps, timestepOf, timestepShares, timesteps, vWeights } from './schedule.ts';
import { encodeTexts } from './texts.ts';

/** Share of the pictures trained with the empty text, which classifier-free guidance needs (Ho and Salimans, 2022). */
const TEXT_DROP = 0.1;

/** A picture is moved by at most so many of its pixels, each way: what its captions say stays true. */
const SHIFT = 2;

const drawsOf = stepDraws(['timestep', 'drop', 'noise', 'caption', 'dx', 'dy']);

/**
 * The feeds of if-tiny's networks, see `textToImage`. Pictures come in a shuffled order that is drawn anew once all were seen;
 * a batch is a function of the seed and its number alone.
 */
export function tinyBatches(config: TinyConfig, data: CaptionedPictures, tokenize: Tokenize): Batches {
  const plan = tinyPlan(config);
  const stretches = stretchesOf(config);
  const orderOf = orders(data.count, config.seed);
  const times = timesteps();
  const reduced = (size: number) => reducedAlphaBar(times.alphaBar, fullSize(config) / size);
  const shares = stretches.map(({ size }) => timestepShares(reduced(size), config.snr));
  const weights = stretches.map(({ size }) => vWeights(times.alphaBar, fullSize(config) / size));
  return (index) => {
    const { number } = phaseAt(plan, index);
    const { size, batch } = stretches[number]!;
    const block = fullSize(config) / size;
    const seen = imagesAfter(plan, index);
    const chosen = Array.from({ length: batch }, (_, row) => orderOf(seen + row));
    const { uniforms, normals } = drawsOf(config, index);
    const t = Float32Array.from(uniforms('timestep', batch), (u) => timestepOf(shares[number]!, u));
    const image = picturesOf(data, chosen, size, uniforms('dx', batch), uniforms('dy', batch));
    const eps = tensor(image.dims, normals('noise', image.data.length));
    const texts = textsOf(data, chosen, uniforms('caption', batch), uniforms('drop', batch));
    return {
      x_t: noised(image, eps, t, times.alphaBar, block),
      v_target: vTargetOf(image, eps, t, times.alphaBar, block),
      t: tensor([batch], t),
      weight: tensor(
        [batch],
        t.map((at) => weights[number]![at]!),
      ),
      ...variancesOf(t, times, block),
      ...encodeTexts(tokenize, texts),
    };
  };
}

/** What the hybrid loss wants of each row's timestep. In a reduced picture the variance is another: zeros, which teach nothing. */
function variancesOf(t: Float32Array, { logRatio, gain }: Timesteps, block: number) {
  const each = (of: Float32Array) =>
    tensor(
      [t.length],
      t.map((at) => (block === 1 ? of[at]! : 0)),
    );
  return { log_ratio: each(logRatio), gain: each(gain) };
}

/** The picture that is seen at each position of a run; the order of the last pass asked for is remembered. */
export function orders(count: number, seed: number): (position: number) => number {
  let last = { pass: -1, order: new Uint32Array() };
  return (position) => {
    const pass = Math.floor(position / count);
    if (last.pass !== pass) {
      last = { pass, order: shuffled(count, { seed, stream: 'order', sample: pass, timestep: 0 }) };
    }
    return last.order[position % count]!;
  };
}

/** The pictures chosen, reduced to `size` and moved a little. */
export function picturesOf(
  data: CaptionedPictures,
  chosen: readonly number[],
  size: number,
  dx: Float64Array,
  dy: Float64Array,
): Tensor {
  const image = zeros([chosen.length, 3, size, size]);
  const shift = (u: number) => Math.floor(u * (2 * SHIFT + 1)) - SHIFT;
  chosen.forEach((index, row) => {
    const taking = { index, size, dx: shift(dx[row]!), dy: shift(dy[row]!) };
    takePicture(data, taking, image.data, row * 3 * size * size);
  });
  return image;
}

/** A caption of each picture chosen, or now and then none. */
export function textsOf(
  { captions }: CaptionedPictures,
  chosen: readonly number[],
  pick: Float64Array,
  drop: Float64Array,
): string[] {
  return chosen.map((index, row) => {
    const known = captions[index]!;
    return drop[row]! < TEXT_DROP ? '' : known[Math.floor(pick[row]! * known.length)]!;
  });
}

/**
 * x_t = sqrt(alphaBar_t) x0 + sqrt(1 - alphaBar_t) eps in each row (Ho et al. 2020, equation 4), reduced: the mean of a block of
 * pixels has 1 / block of the noise's deviation.
 */
export function noised(image: Tensor, eps: Tensor, t: Float32Array, alphaBar: Float32Array, block: number): Tensor {
  return mixedRows(image, eps, (row) => {
    const kept = alphaBar[t[row]!]!;
    return [Math.sqrt(kept), Math.sqrt(1 - kept) / block];
  });
}

/** sqrt(alphaBar_t) eps - sqrt(1 - alphaBar_t) x0 in each row (Salimans and Ho 2022, appendix D), reduced as `noised` is. */
function vTargetOf(image: Tensor, eps: Tensor, t: Float32Array, alphaBar: Float32Array, block: number): Tensor {
  return mixedRows(image, eps, (row) => {
    const kept = alphaBar[t[row]!]!;
    return [-Math.sqrt(1 - kept), Math.sqrt(kept) / block];
  });
}
