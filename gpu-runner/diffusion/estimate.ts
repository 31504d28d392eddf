import { concatRows, splitRows } from '../tensor/rows.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { reusedRoom } from '../tensor/workspace.ts';
import type { Filter } from './filter/filter.ts';
import { guide } from './guidance.ts';
import type { Estimator, Prediction } from './prediction.ts';
import type { View } from './view/view.ts';

/** One prompt under classifier-free guidance; `P` is whatever the model understands as a prompt. */
export interface Leaf<P> {
  readonly prompt: P;
  readonly negative: P;
  readonly guidance: number;
}

/**
 * How it is estimated what is in x_t. A view sees the picture its way and turns back what it found; a mean makes anagrams (Geng et
 * al. 2024, arXiv:2311.17919), a sum of filtered estimates makes hybrids (Geng et al. 2024, arXiv:2404.11615).
 */
export type Estimate<P> =
  | Leaf<P>
  | { readonly view: View; readonly of: Estimate<P> }
  | { readonly mean: readonly Estimate<P>[] }
  | { readonly sum: readonly { readonly filter: Filter; readonly of: Estimate<P> }[] };

/**
 * A model: what it finds in each of the R rows of x_t [R, C, H, W], under the prompt of its row. An answer may take the place of
 * the one before it.
 */
export type Model<P> = (xt: Tensor, timestep: number, prompts: readonly P[]) => Promise<Prediction>;

/** The estimator that an estimate stands for. All leaves of all samples go through the model as one batch. */
export function estimatorOf<P>(estimate: Estimate<P>, model: Model<P>): Estimator {
  const batch = reusedRoom();
  return async (xt, timestep) => {
    const count = xt.dims[0]!;
    const inputs = inputsOf(estimate, xt);
    const rows = inputs.flatMap(({ leaf, seen }) => promptsOf(leaf).map(() => seen));
    const prompts = inputs.flatMap(({ leaf }) => promptsOf(leaf));
    const found = await model(
      concatRows(rows, batch),
      timestep,
      prompts.flatMap((prompt) => repeat(prompt, count)),
    );
    return combine(estimate, partsOf(found, count));
  };
}

/** The leaves in order, each with x_t as its views show it. */
function inputsOf<P>(estimate: Estimate<P>, xt: Tensor): { leaf: Leaf<P>; seen: Tensor }[] {
  if ('view' in estimate) return inputsOf(estimate.of, estimate.view.apply(xt));
  if ('mean' in estimate) return estimate.mean.flatMap((part) => inputsOf(part, xt));
  if ('sum' in estimate) return estimate.sum.flatMap(({ of }) => inputsOf(of, xt));
  return [{ leaf: estimate, seen: xt }];
}

/** The prompts that a leaf is evaluated with: negative and positive, or the positive alone where the negative has no effect. */
function promptsOf<P>({ prompt, negative, guidance }: Leaf<P>): P[] {
  return prompt === negative || guidance === 1 ? [prompt] : [negative, prompt];
}

/** Takes each leaf's predictions, unconditional and conditional, from `leaves` in order and composes them. */
function combine<P>(estimate: Estimate<P>, leaves: Iterator<Prediction>): Prediction {
  if ('view' in estimate) return throughView(estimate.view, combine(estimate.of, leaves));
  if ('mean' in estimate) return meanOf(estimate.mean.map((part) => combine(part, leaves)));
  if ('sum' in estimate) return sumOf(estimate.sum.map(({ filter, of }) => filtered(filter, combine(of, leaves))));
  const [first, second] = promptsOf(estimate).map(() => leaves.next().value as Prediction);
  return second ? { ...second, output: guide(first!.output, second.output, estimate.guidance) } : first!;
}

/** The predictions for `count` samples at a time, for each prompt of each leaf in order. */
function* partsOf({ output, v }: Prediction, count: number): Generator<Prediction> {
  const variances = v && splitRows(v, count);
  for (const [i, part] of splitRows(output, count).entries()) {
    yield { output: part, ...(variances && { v: variances[i]! }) };
  }
}

/** A prediction made in the view, turned back to the picture. */
function throughView({ invert, invertVariance }: View, { output, v }: Prediction): Prediction {
  return { output: invert(output), ...(v && { v: invertVariance(v) }) };
}

/** A filter is for the output; variances are no signal to be divided by frequency. */
function filtered(filter: Filter, { output, ...rest }: Prediction): Prediction {
  return { output: filter(output), ...rest };
}

function meanOf(parts: readonly Prediction[]): Prediction {
  return weightedPredictions(1 / parts.length, parts);
}

function sumOf(parts: readonly Prediction[]): Prediction {
  return weightedPredictions(1, parts);
}

/** The sum of the outputs times `weight`; variances are averaged under a sum too. */
function weightedPredictions(weight: number, parts: readonly Prediction[]): Prediction {
  const variances = parts.flatMap(({ v }) => v ?? []);
  const output = weighted(
    weight,
    parts.map((part) => part.output),
  );
  return variances.length === 0 ? { output } : { output, v: weighted(1 / variances.length, variances) };
}

/** The sum of the tensors, times `weight`; rounded to float32 once. */
function weighted(weight: number, parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  const sum = new Float64Array(first!.data.length);
  for (const { data } of parts) for (let i = 0; i < sum.length; i++) sum[i]! += data[i]!;
  const total = new Float32Array(sum.length);
  for (let i = 0; i < total.length; i++) total[i] = weight * sum[i]!;
  return tensor(first!.dims, total);
}

function repeat<T>(value: T, count: number): T[] {
  return Array.from({ length: count }, () => value);
}
