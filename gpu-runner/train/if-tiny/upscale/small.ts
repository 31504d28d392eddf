import { toBytes } from '../../../tensor/bytes.ts';
import { type Tensor, zeros } from '../../../tensor/tensor.ts';
import { type Source, takePicture } from '../pixels.ts';
import { FACTOR } from './run.ts';

/** A whole picture [1, 3, size, size] in [-1, 1], where not told in its own size. */
export function pictureAt(source: Source, index: number, size = source.size): Tensor {
  const picture = zeros([1, 3, size, size]);
  takePicture(source, { index, dx: 0, dy: 0, size }, picture.data, 0);
  return picture;
}

/** The same as the first stage would have drawn it. */
export function smallAt(source: Source, index: number): Tensor {
  return pictureAt(source, index, source.size / FACTOR);
}

/** All pictures so, in bytes. */
export function reduced(source: Source): Source {
  const size = source.size / FACTOR;
  const values = 3 * size * size;
  const pixels = new Uint8Array(source.pixels.length / FACTOR ** 2);
  for (let index = 0; index < pixels.length / values; index++) {
    pixels.set(bytesOf(smallAt(source, index)), index * values);
  }
  return { pixels, size };
}

/** Values of pixels in [-1, 1] as bytes. */
export function bytesOf({ data }: Tensor): Uint8ClampedArray {
  return toBytes(data, [-1, 1]);
}
