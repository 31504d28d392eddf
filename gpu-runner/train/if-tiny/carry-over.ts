import { TABLE_DEVIATION } from '../../nets/t5/encoder.ts';
import { normals } from '../../tensor/random.ts';
import { type Tensor, type Tensors, tensor } from '../../tensor/tensor.ts';

/** The table of the encoder that has a row for each piece of the tokenizer. */
export const TABLE = 'text_encoder.shared.weight';

/**
 * The parameters of a training state with another tokenizer: each piece keeps what was learnt of it, whatever its number was. A new
 * piece begins as pieces do, with normal numbers of that deviation. The rest of the state begins anew, see TrainStep.adopt.
 */
export function carryOver(state: Tensors, before: readonly string[], now: readonly string[], seed: number): Tensors {
  const rows = new Map(before.map((piece, row) => [piece, row]));
  const weights = Object.entries(state).filter(([name]) => name.startsWith('param.'));
  return Object.fromEntries(weights.map(([name, value]) => [name, name.endsWith(TABLE) ? tableOf(value) : value]));

  function tableOf({ dims, data }: Tensor): Tensor {
    const width = dims[1]!;
    const place = { seed, stream: 'weights', sample: 0, timestep: 1 } as const;
    const fresh = normals(place, now.length * width).map((x) => x * TABLE_DEVIATION);
    now.forEach((piece, row) => {
      const from = rows.get(piece);
      if (from !== undefined) fresh.set(data.subarray(from * width, (from + 1) * width), row * width);
    });
    return tensor([now.length, width], fresh);
  }
}
