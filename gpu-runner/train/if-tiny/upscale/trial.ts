import sharp from 'sharp';
import { bilinear } from '../../../diffusion/bilinear.ts';
import { psnrOf } from '../../../diffusion/metric/psnr.ts';
import { type Tensor, tensor } from '../../../tensor/tensor.ts';
import type { Look } from '../../watch/show.ts';
import type { Source } from '../pixels.ts';
import { enlarge } from './sampling.ts';
import type { Nearness } from './scores.ts';
import { bytesOf, pictureAt, smallAt } from './small.ts';

/** What it is drawn with. */
export type TrialLook = Pick<Look, 'session' | 'seed' | 'steps'>;

/** Timestep of the noise that pictures are enlarged under. */
export const LEVEL = 50;

/** A picture that was not trained on, [1, 3, S, S] each. */
export interface Trial {
  /** As the first stage would have drawn it, its pixels made large. */
  readonly small: Tensor;
  /** That brought to its size by the rules that need no network. */
  readonly bilinear: Tensor;
  readonly bicubic: Tensor;
  /** And by the network. */
  readonly drawn: Tensor;
  readonly original: Tensor;
}

/** Draws a picture anew from what the first stage would have drawn; yields the part that is done. */
export async function* tried(
  { session, seed, steps }: TrialLook,
  data: Source,
  index: number,
): AsyncGenerator<number, Trial> {
  const { size } = data;
  const small = smallAt(data, index);
  const run = enlarge(session, { small, size, level: LEVEL, number: index, seed, steps });
  let next = await run.next();
  for (let done = 1; !next.done; next = await run.next()) yield done++ / steps;
  return {
    small: await resized(small, size, 'nearest'),
    bilinear: bilinear(small, size),
    bicubic: await resized(small, size, 'cubic'),
    drawn: next.value,
    original: pictureAt(data, index),
  };
}

/** How near a trial's pictures are to the original: peak signal-to-noise ratios in dB. */
export function nearnessOf({ original, drawn, bicubic, bilinear }: Trial): Nearness {
  const truth = fromZero(original);
  const near = (picture: Tensor) => psnrOf(fromZero(picture), truth);
  return { drawn: near(drawn), bicubic: near(bicubic), bilinear: near(bilinear) };
}

/** Pixels in [-1, 1] as pixels in [0, 1]. */
function fromZero({ dims, data }: Tensor): Tensor {
  return tensor(
    dims,
    data.map((value) => (value + 1) / 2),
  );
}

async function resized(picture: Tensor, size: number, kernel: 'nearest' | 'cubic'): Promise<Tensor> {
  const [, channels, height, width] = picture.dims as [number, number, number, number];
  const planes = Array.from({ length: channels }, (_, channel) => {
    const plane = bytesOf(picture).subarray(channel * height * width, (channel + 1) * height * width);
    return sharp(plane, { raw: { width, height, channels: 1 } })
      .resize(size, size, { kernel })
      .extractChannel(0)
      .raw()
      .toBuffer();
  });
  const bytes = Buffer.concat(await Promise.all(planes));
  return tensor(
    [1, channels, size, size],
    Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
  );
}
