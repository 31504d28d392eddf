import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Provider } from '../runtime/session.ts';
import type { StepReport } from './loop.ts';
import { OutputError } from './output.ts';

/** The record of a run's steps in its directory. */
export const METRICS_FILE = 'metrics.jsonl';

/** A line of metrics.jsonl. Those from before the epoch was written have none. */
export type Metric = Pick<StepReport, 'step' | 'epoch' | 'batch' | 'loss' | 'learningRate' | 'imagesPerSecond'> & {
  /** What the step ran on; the processor where nothing is said. */
  readonly provider?: Provider;
};

/** All that the steps ran on. */
export function providersOf(metrics: readonly Metric[]): Provider[] {
  return [...new Set(metrics.map(({ provider = 'cpu' }) => provider))];
}

/** What the steps took. A step that the machine slept through was once recorded as of speed 0. */
export function secondsOf(metrics: readonly Metric[]): number {
  const timed = metrics.filter(({ imagesPerSecond }) => imagesPerSecond > 0);
  return timed.reduce((sum, { batch, imagesPerSecond }) => sum + batch / imagesPerSecond, 0);
}

/** Lines kept in memory before they are appended. */
const FLUSH_EVERY = 20;

/** The record of a run's steps, one JSON line each. */
export class MetricsFile {
  readonly #path: string;
  readonly #provider: Provider;
  readonly #pending: string[] = [];

  /**
   * Opens `path` for the steps after `step`, which run on `provider`; later lines, of a run that died past its last checkpoint,
   * are dropped. Throws an OutputError.
   */
  constructor(path: string, step: number, provider: Provider = 'cpu') {
    this.#path = path;
    this.#provider = provider;
    const kept = readMetrics(path).filter((metric) => metric.step <= step);
    this.#write(() => {
      writeFileSync(`${path}.next`, kept.map(line).join(''));
      renameSync(`${path}.next`, path);
    });
  }

  add(report: StepReport): void {
    this.#pending.push(line({ ...report, provider: this.#provider }));
    if (this.#pending.length >= FLUSH_EVERY) this.flush();
  }

  /** Throws an OutputError. */
  flush(): void {
    const lines = this.#pending.splice(0).join('');
    this.#write(() => appendFileSync(this.#path, lines));
  }

  #write(write: () => void): void {
    try {
      write();
    } catch (cause) {
      throw new OutputError(this.#path, cause);
    }
  }
}

/** The lines of a metrics file that are whole; one that was cut short or damaged is left out. None when the file does not exist. */
export function readMetrics(path: string): Metric[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').flatMap(metricIn);
}

const FIGURES = ['step', 'batch', 'loss', 'learningRate', 'imagesPerSecond'] as const;

function metricIn(text: string): Metric[] {
  try {
    const metric = JSON.parse(text) as Metric;
    return FIGURES.every((name) => Number.isFinite(metric[name])) ? [metric] : [];
  } catch {
    return [];
  }
}

function line(metric: Metric): string {
  const { step, batch, loss, learningRate, provider = 'cpu' } = metric;
  const imagesPerSecond = Number(metric.imagesPerSecond.toPrecision(3));
  const epochs = metric.epoch !== undefined && { epoch: Number(metric.epoch.toFixed(4)) };
  const place = provider !== 'cpu' && { provider };
  return `${JSON.stringify({ step, ...epochs, batch, loss, learningRate, imagesPerSecond, ...place })}\n`;
}
