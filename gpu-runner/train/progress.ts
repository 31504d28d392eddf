import type { StepReport } from './loop.ts';

const BAR = 24;
/** Share of the past in the smoothed loss and speed. */
const SMOOTHING = 0.98;

/** What is shown of a run: loss and speed smoothed over about fifty steps. */
export interface Progress {
  readonly report: StepReport;
  readonly loss: number;
  readonly imagesPerSecond: number;
}

/** Takes a step into the figures shown. A new phase starts them over: its pictures are others, and cost another time. */
export function advance(before: Progress | undefined, report: StepReport): Progress {
  if (!before || before.report.phase !== report.phase) {
    return { report, loss: report.loss, imagesPerSecond: report.imagesPerSecond };
  }
  const smooth = (past: number, now: number) => SMOOTHING * past + (1 - SMOOTHING) * now;
  return {
    report,
    loss: smooth(before.loss, report.loss),
    imagesPerSecond: smooth(before.imagesPerSecond, report.imagesPerSecond),
  };
}

/** For example `epoch 3/20 [######                  ]  14%  loss 0.0312  210 images/s  1 h 24 min left`. */
export function progressLine({ report, loss, imagesPerSecond }: Progress): string {
  const { step, steps, part, imagesLeft } = report;
  const done = step / steps;
  const bar = '#'.repeat(Math.round(done * BAR)).padEnd(BAR);
  const percent = `${Math.floor(done * 100)}%`.padStart(4);
  const left = duration(imagesLeft / imagesPerSecond);
  const speed = `${imagesPerSecond.toFixed(0)} images/s`;
  return `${part} [${bar}] ${percent}  loss ${loss.toFixed(4)}  ${speed}  ${left} left`;
}

/** Seconds as people say them: `42 s`, `7 min`, `2 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
