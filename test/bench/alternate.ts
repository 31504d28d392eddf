import type { Contender, Round } from './contender.ts';

/** What alternating rounds gave. */
export interface Measured {
  readonly name: string;
  readonly seconds: readonly number[];
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
    peakBytes: all[i]!.at(-1)!.peakBytes,
  }));
}

/** Lines that compare the first of `measured` with the best of the others; `unit` counts what `each` second holds. */
export function report(measured: readonly Measured[], show: (seconds: number) => string): string {
  const [ours, ...others] = measured;
  const best = others.toSorted((a, b) => median(a.seconds) - median(b.seconds))[0]!;
  const width = Math.max(...measured.map(({ name }) => name.length));
  const lines = measured.map(
    ({ name, seconds, peakBytes }) =>
      `  ${name.padEnd(width)}  ${show(median(seconds))}, ${(peakBytes / 1e9).toFixed(2)} GB at most`,
  );
  const ratios = ours!.seconds.map((s, i) => best.seconds[i]! / s);
  const figures = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
  return [...lines, `  times as fast as ${best.name}: min ${figures[0]}, median ${figures[1]}, max ${figures[2]}`].join(
    '\n',
  );
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
