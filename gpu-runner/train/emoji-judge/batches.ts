import { SIDE } from '../../nets/emoji/classifier.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import type { CaptionedPictures } from '../dataset/dataset.ts';
import { epochBatches } from '../epochs.ts';
import { takePicture } from '../if-tiny/pixels.ts';
import type { Batches } from '../plan.ts';
import { type StepDraws, stepDraws } from '../step-draws.ts';
import { type JudgeConfig, labelsOf } from './run.ts';

/** A picture is moved by at most so many of its pixels, each way. */
const SHIFT = 4;

/** The greatest standard deviation of the noise in a picture, so that the grain of samples is not taken for anything. */
const GRAIN = 0.1;

/** Values of the strip that the noise of all pictures is cut from: to draw it anew for each would take longer than a step. */
const STRIP = 2 ** 16;

const DRAWS = ['dx', 'dy', 'mirror', 'grain', 'piece'] as const;
type Draw = (typeof DRAWS)[number];
const drawsOf = stepDraws(DRAWS);

/**
 * The feeds of the judge, see `pictureClassifier`: pictures moved, mirrored half of the time and under a little noise. Of several
 * things in a picture each has an equal share. A batch is a function of the seed and its number alone.
 */
export function judgeFeeds(config: JudgeConfig, data: CaptionedPictures): Batches {
  const labels = labelsOf(config);
  const strip = drawsOf(config, 0).normals('grain', STRIP);
  const picturesAt = epochBatches(config, config.limit);
  return (index) => {
    const chosen = [...picturesAt(index)];
    return {
      image: imagesOf(data, chosen, strip, drawsOf(config, index + 1)),
      thing: sharesOf(
        chosen.map((picture) => data.things[picture]!),
        labels.things,
      ),
      style: sharesOf(
        chosen.map((picture) => [data.styles[picture]!]),
        labels.styles,
      ),
    };
  };
}

function imagesOf(
  data: CaptionedPictures,
  chosen: readonly number[],
  strip: Float32Array,
  draws: StepDraws<Draw>,
): Tensor {
  const image = zeros([chosen.length, 3, SIDE, SIDE]);
  const values = 3 * SIDE * SIDE;
  const draw = (what: Draw) => draws.uniforms(what, chosen.length);
  const [dx, dy] = [draw('dx').map(shift), draw('dy').map(shift)];
  const [mirror, grain, piece] = [draw('mirror'), draw('grain'), draw('piece')];
  chosen.forEach((index, row) => {
    takePicture(data, { index, size: SIDE, dx: dx[row]!, dy: dy[row]! }, image.data, row * values);
    const picture = image.data.subarray(row * values, (row + 1) * values);
    if (mirror[row]! < 0.5) reverseLines(picture);
    const from = Math.floor(piece[row]! * (STRIP - values));
    for (let i = 0; i < values; i++) picture[i]! += GRAIN * grain[row]! * strip[from + i]!;
  });
  return image;
}

function shift(u: number): number {
  return Math.floor(u * (2 * SHIFT + 1)) - SHIFT;
}

function reverseLines(picture: Float32Array): void {
  for (let line = 0; line < picture.length; line += SIDE) picture.subarray(line, line + SIDE).reverse();
}

/** Equal shares of the names in each row, [N, names]. */
function sharesOf(rows: readonly (readonly string[])[], names: readonly string[]): Tensor {
  const shares = zeros([rows.length, names.length]);
  const places = new Map(names.map((name, place) => [name, place]));
  rows.forEach((told, row) => {
    for (const name of told) shares.data[row * names.length + places.get(name)!]! += 1 / told.length;
  });
  return shares;
}
