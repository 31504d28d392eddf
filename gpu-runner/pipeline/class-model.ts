import type { Model } from '../diffusion/estimate.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import { tensor } from '../tensor/tensor.ts';
import { checkOutput } from './check-finite.ts';

/**
 * A class-conditional U-Net as a model whose prompts are labels: the class is one-hot [R, labels], and all zeros for the null
 * prompt ''. Rejects when the U-Net answers what is no number, as broken weights do: it would become a black picture.
 */
export function classModel(evaluate: Evaluate, labels: readonly string[]): Model<string> {
  return async (xt, timestep, prompts) => {
    const rows = prompts.length;
    const feeds = {
      sample: xt,
      timestep: tensor([rows], new Float32Array(rows).fill(timestep)),
      class: tensor([rows, labels.length], oneHot(prompts, labels)),
    };
    const [output] = Object.values(await evaluate(feeds));
    checkOutput(output!, timestep);
    return { output: output! };
  };
}

function oneHot(prompts: readonly string[], labels: readonly string[]): Float32Array {
  const rows = new Float32Array(prompts.length * labels.length);
  for (const [row, prompt] of prompts.entries()) {
    const label = labels.indexOf(prompt);
    if (label >= 0) rows[row * labels.length + label] = 1;
  }
  return rows;
}
