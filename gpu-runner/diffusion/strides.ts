import type { Stride } from './step.ts';

/** A step's timestep and the one that it ends at, which the clean image has none of. */
export interface Span {
  readonly timestep: number;
  readonly next: number | undefined;
}

/** A span with its stride. */
export interface TimedStride extends Span, Stride {}

/** Whether a schedule goes on to the clean image, or stops at its last timestep. */
export type End = 'stop' | 'clean';

/**
 * The steps over falling `timesteps`. An `end` of `clean` evaluates at every entry and steps from the last to the clean
 * image; `stop` only steps onto the last entry.
 */
export function spansOf(timesteps: readonly number[], end: End): Span[] {
  const evaluated = end === 'clean' ? timesteps : timesteps.slice(0, -1);
  return evaluated.map((timestep, i) => ({ timestep, next: timesteps[i + 1] }));
}

/** The spans with alphaBar where they start and where they end. */
export function stridesOf(timesteps: readonly number[], end: End, alphaBar: Float32Array): TimedStride[] {
  return spansOf(timesteps, end).map((span) => ({
    ...span,
    alphaBar: alphaBar[span.timestep]!,
    alphaBarPrev: span.next === undefined ? 1 : alphaBar[span.next]!,
  }));
}

/** The same with alpha as diffusers rounds it, for models whose reference it is. */
export function roundedStrides(strides: ReturnType<typeof stridesOf>): typeof strides {
  return strides.map((stride) => ({ ...stride, alpha: Math.fround(stride.alphaBar / stride.alphaBarPrev) }));
}
