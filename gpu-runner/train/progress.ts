import type { StepReport } from './loop.ts';

const BAR = 24;
/** Steps that loss and speed are smoothed over. */
const SPAN = 50;

/** What is shown of a run: means over its first steps, and from then on smoothed over about fifty of them. */
export interface Progress {
  readonly report: StepReport;
  /** Steps that were taken into the figures. */
  readonly count: number;
  readonly loss: number;
  readonly secondsPerImage: number;
}

/** Takes a step into the figures shown. A new phase starts them over: its pictures are others, and cost another time. */
export function advance(before: Progress | undefined, report: StepReport): Progress {
  const past = before?.report.phase === report.phase ? before : { count: 0, loss: 0, secondsPerImage: 0 };
  const count = past.count + 1;
  const smooth = (mean: number, now: number) => mean + (now - mean) / Math.min(count, SPAN);
  return {
    report,
    count,
    loss: smooth(past.loss, report.loss),
    // Times add up, and speeds do not.
    secondsPerImage: smooth(past.secondsPerImage, 1 / report.imagesPerSecond),
  };
}

/** For example `epoch 3/20 [######                  ]  14%  loss 0.0312  210 images/s  1 h 24 min left`. */
export function progressLine({ report, loss, secondsPerImage }: Progress): string {
  const { step, steps, part, imagesLeft } = report;
  const done = step / steps;
  const bar = '#'.repeat(Math.round(done * BAR)).padEnd(BAR);
  const percent = `${Math.floor(done * 100)}%`.padStart(4);
  const left = duration(imagesLeft * secondsPerImage);
  const speed = `${(1 / secondsPerImage).toFixed(0)} images/s`;
  return `${part} [${bar}] ${percent}  loss ${loss.toFixed(4)}  ${speed}  ${left} left`;
}

/** Seconds as people say them: `42 s`, `7 min`, `2 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
