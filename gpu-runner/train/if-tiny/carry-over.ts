import { TABLE_DEVIATION } from '../../nets/t5/encoder.ts';
import { normals } from '../../tensor/random.ts';
import { type Tensor, type Tensors, tensor } from '../../tensor/tensor.ts';

/** The table of the encoder that has a row for each piece of the tokenizer. */
export const TABLE = 'text_encoder.shared.weight';

/**
 * A training state with another tokenizer: each piece keeps what was learnt of it, whatever its number was. A new piece begins
 * as pieces do, with normal numbers of that deviation, or zeros in the optimiser's moments.
 */
export function carryOver(state: Tensors, before: readonly string[], now: readonly string[], seed: number): Tensors {
  const rows = new Map(before.map((piece, row) => [piece, row]));
  const entries = Object.entries(state).map(([name, value]) =>
    name.endsWith(TABLE) ? [name, tableOf(value, name.startsWith('adam.'))] : [name, value],
  );
  return Object.fromEntries(entries);

  function tableOf({ dims, data }: Tensor, isMoment: boolean): Tensor {
    const width = dims[1]!;
    const size = now.length * width;
    const fresh = isMoment
      ? new Float32Array(size)
      : normals({ seed, stream: 'weights', sample: 0, timestep: 1 }, size).map((x) => x * TABLE_DEVIATION);
    now.forEach((piece, row) => {
      const from = rows.get(piece);
      if (from !== undefined) fresh.set(data.subarray(from * width, (from + 1) * width), row * width);
    });
    return tensor([now.length, width], fresh);
  }
}
