import { concatRows, splitRows } from '../tensor/rows.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { reusedRoom } from '../tensor/workspace.ts';
import type { Filter } from './filter/filter.ts';
import { guide } from './guidance.ts';
import type { Estimator, Noise } from './noise.ts';
import type { View } from './view/view.ts';

/** One prompt under classifier-free guidance; `P` is whatever the model understands as a prompt. */
export interface Leaf<P> {
  readonly prompt: P;
  readonly negative: P;
  readonly guidance: number;
}

/**
 * How the noise is estimated. A view sees the picture its way and turns back what it found; a mean makes anagrams (Geng et
 * al. 2024, arXiv:2311.17919), a sum of filtered estimates makes hybrids (Geng et al. 2024, arXiv:2404.11615).
 */
export type Estimate<P> =
  | Leaf<P>
  | { readonly view: View; readonly of: Estimate<P> }
  | { readonly mean: readonly Estimate<P>[] }
  | { readonly sum: readonly { readonly filter: Filter; readonly of: Estimate<P> }[] };

/**
 * A model: the noise in each of the R rows of x_t [R, C, H, W], each under the prompt of its row. An answer may take the place of
 * the one before it.
 */
export type Model<P> = (xt: Tensor, timestep: number, prompts: readonly P[]) => Promise<Noise>;

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

/** What a leaf asks the model: what it steers away from and what it steers to, or the latter where nothing comes of the former. */
function promptsOf<P>({ prompt, negative, guidance }: Leaf<P>): P[] {
  return prompt === negative || guidance === 1 ? [prompt] : [negative, prompt];
}

/** Takes each leaf's noise, unconditional and conditional, from `leaves` in order and composes them. */
function combine<P>(estimate: Estimate<P>, leaves: Iterator<Noise>): Noise {
  if ('view' in estimate) return throughView(estimate.view, combine(estimate.of, leaves));
  if ('mean' in estimate) return meanOf(estimate.mean.map((part) => combine(part, leaves)));
  if ('sum' in estimate) return sumOf(estimate.sum.map(({ filter, of }) => filtered(filter, combine(of, leaves))));
  const [first, second] = promptsOf(estimate).map(() => leaves.next().value as Noise);
  return second ? { ...second, eps: guide(first!.eps, second.eps, estimate.guidance) } : first!;
}

/** The noise of `count` samples at a time, for each prompt of each leaf in order. */
function* partsOf({ eps, v }: Noise, count: number): Generator<Noise> {
  const variances = v && splitRows(v, count);
  for (const [i, part] of splitRows(eps, count).entries()) yield { eps: part, ...(variances && { v: variances[i]! }) };
}

/** What was found in the picture as the view shows it, as found in the picture itself. */
function throughView({ invert, invertVariance }: View, { eps, v }: Noise): Noise {
  return { eps: invert(eps), ...(v && { v: invertVariance(v) }) };
}

/** A filter is for eps; variances are no signal to be divided by frequency. */
function filtered(filter: Filter, { eps, ...rest }: Noise): Noise {
  return { eps: filter(eps), ...rest };
}

function meanOf(parts: readonly Noise[]): Noise {
  return weightedNoise(1 / parts.length, parts);
}

function sumOf(parts: readonly Noise[]): Noise {
  return weightedNoise(1, parts);
}

/** The sum of eps times `weight`; variances are averaged under a sum too. */
function weightedNoise(weight: number, parts: readonly Noise[]): Noise {
  const epsilons = parts.map(({ eps }) => eps);
  const variances = parts.flatMap(({ v }) => v ?? []);
  const eps = weighted(weight, epsilons);
  return variances.length === 0 ? { eps } : { eps, v: weighted(1 / variances.length, variances) };
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
