import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { StepReport } from './loop.ts';

/** A line of metrics.jsonl. */
export type Metric = Pick<StepReport, 'step' | 'epoch' | 'loss' | 'learningRate' | 'imagesPerSecond'>;

/** Lines kept in memory before they are appended. */
const FLUSH_EVERY = 20;

/** The record of a run's steps, one JSON line each. */
export class MetricsFile {
  readonly #path: string;
  #pending: string[] = [];

  /** Opens `path` for the steps after `step`; later lines, of a run that died past its last checkpoint, are dropped. */
  constructor(path: string, step: number) {
    this.#path = path;
    writeFileSync(
      path,
      readMetrics(path)
        .filter((metric) => metric.step <= step)
        .map(line)
        .join(''),
    );
  }

  add(report: StepReport): void {
    this.#pending.push(line(report));
    if (this.#pending.length >= FLUSH_EVERY) this.flush();
  }

  flush(): void {
    appendFileSync(this.#path, this.#pending.join(''));
    this.#pending = [];
  }
}

/** The whole lines of a metrics file; a last line cut short is left out. None when the file does not exist. */
export function readMetrics(path: string): Metric[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((json) => JSON.parse(json) as Metric);
}

function line(metric: Metric): string {
  const { step, epoch, loss, learningRate, imagesPerSecond } = metric;
  return `${JSON.stringify({ step, epoch, loss, learningRate, imagesPerSecond: Math.round(imagesPerSecond) })}\n`;
}
