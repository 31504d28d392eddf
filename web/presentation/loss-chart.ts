import { lossMarks } from '@manifold/shared/protocol/loss-marks';
import type { Curve } from '@manifold/shared/protocol/training';

/** A mark on an axis: its place in pixels and what stands beside it. */
export interface Mark {
  at: number;
  label: string;
}

/** The loss against the step as lines on a sheet, in pixels; the loss is on a logarithmic axis. */
export interface LossChart {
  path: string;
  /** Where the last point is. */
  tip: { x: number; y: number };
  losses: Mark[];
  steps: Mark[];
}

export const margin = { left: 52, right: 12, top: 12, bottom: 26 };

/** The chart of a curve of at least one point, over a run of `of` steps. */
export function lossChart(curve: Curve, of: number, width: number, height: number): LossChart {
  const losses = curve.map(({ loss }) => Math.max(loss, 1e-9));
  const low = Math.min(...losses) * 0.9;
  const high = Math.max(...losses) * 1.1;
  const x = (step: number) => margin.left + (step / of) * (width - margin.left - margin.right);
  const share = (loss: number) => Math.log(loss / low) / Math.log(high / low);
  const y = (loss: number) => height - margin.bottom - share(loss) * (height - margin.top - margin.bottom);
  const points = curve.map(({ step }, i) => `${x(step).toFixed(1)} ${y(losses[i]!).toFixed(1)}`);
  return {
    path: `M${points.join('L')}`,
    tip: { x: x(curve.at(-1)!.step), y: y(losses.at(-1)!) },
    losses: lossMarks(low, high).map((loss) => ({ at: y(loss), label: String(loss) })),
    steps: stepMarks(of).map((step) => ({ at: x(step), label: step.toLocaleString('en') })),
  };
}

/** What the chart says, for who does not see it. */
export function chartWords(curve: Curve): string {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last) return 'No loss is known yet.';
  return `The loss went from ${lossText(first.loss)} at step ${first.step} to ${lossText(last.loss)} at step ${last.step}.`;
}

export function lossText(loss: number): string {
  return loss.toPrecision(3);
}

/** At most five steps, round, from 0. */
function stepMarks(of: number): number[] {
  const rough = of / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const stride = Math.max(1, [1, 2, 5, 10].map((digit) => digit * unit).find((one) => one >= rough)!);
  return Array.from({ length: Math.floor(of / stride) + 1 }, (_, i) => i * stride);
}
