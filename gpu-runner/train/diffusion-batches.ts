import { normals, uniforms } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { labelledBatches } from './batches.ts';
import { DIGITS, type Mnist, PIXELS } from './dataset.ts';
import type { Batches } from './loop.ts';
import type { RunConfig } from './run.ts';

/** Share of the pictures trained without their class, which classifier-free guidance needs (Ho and Salimans, 2022). */
const CLASS_DROP = 0.1;

/** What a step draws, each from a sequence of its own. */
const DRAW = { timestep: 0, drop: 1, noise: 2 } as const;

/**
 * The feeds of the class-conditional U-Net: `x_t` and `eps` [N, 1, 28, 28], `t` [N] from 0 to T-1, `c` [N, 10]
 * one-hot or zero. x_t = sqrt(alphaBar_t) x0 + sqrt(1 - alphaBar_t) eps (Ho et al. 2020, equation 4).
 * `alphaBar` holds T values.
 */
export function diffusionBatches(config: RunConfig, data: Mnist, alphaBar: ArrayLike<number>): Batches {
  const labelled = labelledBatches(config, data);
  return (index) => {
    const { image, label } = labelled(index);
    const place = (what: number) => ({ seed: config.seed, stream: 'train', sample: index, timestep: what }) as const;
    const t = Float32Array.from(uniforms(place(DRAW.timestep), config.batch), (u) => Math.floor(u * alphaBar.length));
    const dropped = uniforms(place(DRAW.drop), config.batch).map((u) => Number(u < CLASS_DROP));
    const eps = tensor(image.dims, normals(place(DRAW.noise), image.data.length));
    return { x_t: noised(image, eps, t, alphaBar), t: tensor([config.batch], t), c: told(label, dropped), eps };
  };
}

function noised(image: Tensor, eps: Tensor, t: Float32Array, alphaBar: ArrayLike<number>): Tensor {
  const data = image.data.map((x0, i) => {
    const kept = alphaBar[t[Math.floor(i / PIXELS)]!]!;
    return Math.sqrt(kept) * x0 + Math.sqrt(1 - kept) * eps.data[i]!;
  });
  return tensor(image.dims, data);
}

/** The one-hot rows, zeroed where dropped. */
function told(label: Tensor, dropped: Float64Array): Tensor {
  return tensor(
    label.dims,
    label.data.map((one, i) => (dropped[Math.floor(i / DIGITS)] ? 0 : one)),
  );
}
