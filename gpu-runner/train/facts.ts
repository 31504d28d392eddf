import type { Optimiser } from '@manifold/shared/recipe/training';
import type { Provider } from '../runtime/session.ts';
import type { Lap } from './history.ts';
import { type Metric, providersOf, secondsOf } from './metrics-file.ts';
import { duration } from './progress.ts';

/** Steps whose mean is the final loss of a run. */
const FINAL_STEPS = 200;

/** Mean loss of the last steps on record; NaN without any. */
export function finalLossOf(metrics: readonly Metric[]): number {
  const last = metrics.slice(-FINAL_STEPS);
  return last.reduce((sum, { loss }) => sum + loss, 0) / last.length;
}

/** What the loss is, and what it came to where there is a record. */
export function lossText(error: string, metrics: readonly Metric[]): string {
  if (metrics.length === 0) return error;
  const steps = Math.min(FINAL_STEPS, metrics.length);
  return `${error}; ${finalLossOf(metrics).toFixed(4)} over the last ${steps} steps`;
}

/** How long the steps on record took, after what they did: ` in 5 min`. */
export function timeText(before: string, metrics: readonly Metric[]): string {
  return metrics.length === 0 ? '' : `${before}${duration(secondsOf(metrics))}`;
}

/** The curve of a run that has a record, as a line of its card. */
export function curveText(caption: string, metrics: readonly Metric[]): string {
  return metrics.length === 0 ? 'There is no record of its steps.' : `![${caption}](loss.png)`;
}

/** What the optimisers move. */
export const MOVED: Readonly<Record<Optimiser, string>> = {
  adam: 'Adam',
  muon: 'Muon for matrices between hidden layers, Adam for all else',
};

/** Which weights a bundle holds; the decay of the average grows with the steps, see `createTrainStep`. */
export function weightsText(ema: number): string {
  return ema > 0 ? `moving average of the run's, decay min(${ema}, t / (t + 9)) at step t` : 'those of the last step';
}

const PLACES: Readonly<Record<Provider, string>> = { cpu: 'processors', cuda: 'CUDA', webgpu: 'WebGPU' };

/** What a run and those before it ran on: ` on processors alone`, or nothing where that is not on record. */
export function placeText(metrics: readonly Metric[], before: readonly Lap[]): string {
  if (metrics.length === 0) return '';
  const all = new Set([...before.flatMap((lap) => lap.providers), ...providersOf(metrics)]);
  const places = [...all].map((provider) => PLACES[provider]).toSorted();
  return all.size === 1 && all.has('cpu') ? ' on processors alone' : ` on ${places.join(' and ')}`;
}
