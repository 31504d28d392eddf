import { lossMarks } from '@manifold/shared/protocol/loss-marks';
import sharp from 'sharp';
import type { Metric } from './metrics-file.ts';
import type { Mileage } from './plan.ts';

const WIDTH = 720;
const HEIGHT = 320;
const MARGIN = { left: 56, right: 16, top: 16, bottom: 40 };
/** Points drawn; each is the mean loss of as many steps. */
const POINTS = 240;

interface Point {
  /** On the horizontal axis. */
  readonly at: number;
  readonly loss: number;
}

type Axis = Pick<Mileage, 'unit' | 'after'>;

/** A PNG of the loss against how far the run was, the loss on a logarithmic axis. `metrics` holds at least one step. */
export async function lossCurve(metrics: readonly Metric[], mileage: Axis): Promise<Buffer> {
  return sharp(Buffer.from(lossCurveSvg(metrics, mileage)))
    .png()
    .toBuffer();
}

export function lossCurveSvg(metrics: readonly Metric[], { unit, after }: Axis): string {
  const points = averaged(metrics, after);
  const end = after(metrics.at(-1)!.step);
  const low = Math.min(...points.map(({ loss }) => loss)) * 0.9;
  const high = Math.max(...points.map(({ loss }) => loss)) * 1.1;
  const x = (at: number) => MARGIN.left + (at / end) * (WIDTH - MARGIN.left - MARGIN.right);
  const share = (loss: number) => Math.log(loss / low) / Math.log(high / low);
  const y = (loss: number) => HEIGHT - MARGIN.bottom - share(loss) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const path = points.map(({ at, loss }, i) => `${i ? 'L' : 'M'}${x(at).toFixed(1)} ${y(loss).toFixed(1)}`).join('');
  const across = lossMarks(low, high).map((loss) => horizontal(y(loss), String(loss)));
  const down = axisMarks(end).map((at) => vertical(x(at), String(at)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>${across.join('')}${down.join('')}
<path d="${path}" fill="none" stroke="#1f5fae" stroke-width="1.5"/>
<text x="${WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">${unit}</text>
<text x="14" y="${HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 ${HEIGHT / 2})">loss</text></svg>`;
}

function averaged(metrics: readonly Metric[], after: Axis['after']): Point[] {
  const size = Math.max(1, Math.ceil(metrics.length / POINTS));
  return Array.from({ length: Math.ceil(metrics.length / size) }, (_, i) => {
    const group = metrics.slice(i * size, (i + 1) * size);
    const mean = (pick: (metric: Metric) => number) =>
      group.reduce((sum, metric) => sum + pick(metric), 0) / group.length;
    // A logarithmic axis has no place for 0.
    return {
      at: mean(({ step }) => after(step)),
      loss: Math.max(
        1e-9,
        mean(({ loss }) => loss),
      ),
    };
  });
}

function axisMarks(end: number): number[] {
  const every = Math.max(1, Math.ceil(end / 10));
  return Array.from({ length: Math.floor(end / every) + 1 }, (_, i) => i * every);
}

function horizontal(y: number, label: string): string {
  return `<path d="M${MARGIN.left} ${y}H${WIDTH - MARGIN.right}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${y + 4}" text-anchor="end">${label}</text>`;
}

function vertical(x: number, label: string): string {
  return `<path d="M${x} ${MARGIN.top}V${HEIGHT - MARGIN.bottom}" stroke="#eee"/><text x="${x}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${label}</text>`;
}
