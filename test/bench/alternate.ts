import type { Contender, Round } from './contender.ts';

/** What alternating rounds gave. */
export interface Measured {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly cpuSeconds: readonly number[];
  readonly peakBytes: number;
}

export interface Alternation {
  readonly rounds: number;
  /** Pieces of work in a round. */
  readonly times: number;
}

/**
 * Rounds of all contenders by turns, so that whatever else the machine does falls on each alike. Each has one round before
 * that nobody counts, in which memory grows and code warms up.
 */
export async function alternate(contenders: readonly Contender[], { rounds, times }: Alternation): Promise<Measured[]> {
  const all: Round[][] = contenders.map(() => []);
  for (let i = 0; i <= rounds; i++) {
    for (const [j, contender] of contenders.entries()) {
      const round = await contender.round(times);
      if (i > 0) all[j]!.push(round);
    }
  }
  await Promise.all(contenders.map((contender) => contender.close()));
  return contenders.map(({ name }, i) => ({
    name,
    seconds: all[i]!.map(({ seconds }) => seconds),
    cpuSeconds: all[i]!.map(({ cpuSeconds }) => cpuSeconds),
    peakBytes: all[i]!.at(-1)!.peakBytes,
  }));
}

/**
 * Lines that compare the first of `measured` with the best of the others: by the clock and, since other programs may want
 * the machine too, by the time that processors were busy. `show` says what a piece of work that takes so many seconds is worth.
 */
export function report(measured: readonly Measured[], show: (seconds: number) => string): string {
  const [ours, ...others] = measured;
  const best = others.toSorted((a, b) => median(a.seconds) - median(b.seconds))[0]!;
  const width = Math.max(...measured.map(({ name }) => name.length));
  const lines = measured.map(
    ({ name, seconds, cpuSeconds, peakBytes }) =>
      `  ${name.padEnd(width)}  ${show(median(seconds))}, ` +
      `${median(cpuSeconds).toFixed(2)} processor seconds, ${(peakBytes / 1e9).toFixed(2)} GB at most`,
  );
  return [
    ...lines,
    `  times as fast as ${best.name}: ${ratios(ours!.seconds, best.seconds)}`,
    `  by processor seconds: ${ratios(ours!.cpuSeconds, best.cpuSeconds)}`,
  ].join('\n');
}

function ratios(ours: readonly number[], theirs: readonly number[]): string {
  const all = ours.map((s, i) => theirs[i]! / s);
  const [least, middle, most] = [Math.min(...all), median(all), Math.max(...all)].map((ratio) => ratio.toFixed(2));
  return `min ${least}, median ${middle}, max ${most}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
