import { fillNormals, type Place } from './random.ts';
import { splitRows } from './rows.ts';
import { type Tensor, zeros } from './tensor.ts';
import type { Room } from './workspace.ts';

/** Standard normal noise [N, ...]: that of the first sample is at `place`, that of each other one at the place of the next sample. */
export function noiseAt(place: Place, dims: readonly number[], room: Room = zeros): Tensor {
  const noise = room(dims);
  for (const [i, { data }] of splitRows(noise, 1).entries()) fillNormals(data, { ...place, sample: place.sample + i });
  return noise;
}
