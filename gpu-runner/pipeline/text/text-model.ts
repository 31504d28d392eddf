import type { Model } from '../../diffusion/estimate.ts';
import type { Evaluate } from '../../runtime/batcher.ts';
import { splitChannels } from '../../tensor/channels.ts';
import { concatRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { reusedRoom } from '../../tensor/workspace.ts';
import { checkOutput } from '../check-finite.ts';

/** Texts as the U-Net reads them, [1, tokens, D] each. */
export type Encoded = ReadonlyMap<string, Tensor>;

/**
 * A U-Net that is told texts as a model: of its `prediction` [R, 2C, H, W] the first half is the output, the second v.
 * `noiseLevel` is told to every row: in stage 2 the timestep of the noise in the enlarged picture.
 */
export function textModel(evaluate: Evaluate, encoded: Encoded, noiseLevel?: number): Model<string> {
  const [states, parts] = [reusedRoom(), reusedRoom()];
  return async (xt, timestep, prompts) => {
    const rows = prompts.length;
    const each = (value: number) => tensor([rows], new Float32Array(rows).fill(value));
    const { prediction } = await evaluate({
      sample: xt,
      timestep: each(timestep),
      encoder_hidden_states: concatRows(
        prompts.map((prompt) => encoded.get(prompt)!),
        states,
      ),
      ...(noiseLevel !== undefined && { class_labels: each(noiseLevel) }),
    });
    checkOutput(prediction!, timestep);
    const [output, v] = splitChannels(prediction!, 2, parts);
    return { output: output!, v: v! };
  };
}
