import { SIDE } from '../../nets/emoji/classifier.ts';
import { normals, type Place, uniforms } from '../../tensor/random.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { permutation } from '../batches.ts';
import type { Batches } from '../course.ts';
import { takePicture } from '../if-tiny/pixels.ts';
import type { CaptionedPictures } from '../pictures/dataset.ts';
import { epochOf, stepsPerEpoch } from '../run.ts';
import { type JudgeConfig, labelsOf } from './run.ts';

/** A picture is moved by at most so many of its pixels, each way. */
const SHIFT = 4;

/** The greatest standard deviation of the noise in a picture, so that the grain of samples is not taken for anything. */
const GRAIN = 0.1;

/** Values of the strip that the noise of all pictures is cut from: to draw it anew for each would take longer than a step. */
const STRIP = 2 ** 16;

/** What a step draws, each from a sequence of its own. */
const DRAWS = ['dx', 'dy', 'mirror', 'grain', 'piece'] as const;
type Draw = (typeof DRAWS)[number];

/**
 * The feeds of the judge, see `pictureClassifier`: pictures moved, mirrored half of the time and under a little noise. Of several
 * things in a picture each has an equal share. A batch is a function of the seed and its number alone.
 */
export function judgeFeeds(config: JudgeConfig, data: CaptionedPictures): Batches {
  const labels = labelsOf(config);
  const strip = normals(placeOf(config, 0, 'grain'), STRIP);
  let order = { epoch: -1, pictures: new Uint32Array() };
  return (index) => {
    const epoch = epochOf(config, index);
    if (order.epoch !== epoch) order = { epoch, pictures: permutation(config.limit, config.seed, epoch) };
    const start = (index % stepsPerEpoch(config)) * config.batch;
    const chosen = [...order.pictures.subarray(start, start + config.batch)];
    return {
      image: imagesOf(data, chosen, strip, (what) => uniforms(placeOf(config, index + 1, what), config.batch)),
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
  draw: (what: Draw) => Float64Array,
): Tensor {
  const image = zeros([chosen.length, 3, SIDE, SIDE]);
  const values = 3 * SIDE * SIDE;
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

function placeOf({ seed }: JudgeConfig, step: number, what: Draw): Place {
  return { seed, stream: 'train', sample: step, timestep: DRAWS.indexOf(what) };
}
