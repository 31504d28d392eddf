import type { Stride } from './step.ts';

/**
 * The steps over falling `timesteps`. An `end` of `clean` evaluates at every entry and steps from the last to the clean
 * image; `stop` only steps onto the last entry.
 */
export function stridesOf(timesteps: readonly number[], end: 'stop' | 'clean', alphaBar: Float32Array) {
  const evaluated = end === 'clean' ? timesteps : timesteps.slice(0, -1);
  return evaluated.map((timestep, i): Stride & { timestep: number } => {
    const next = timesteps[i + 1];
    const alphaBarPrev = next === undefined ? 1 : alphaBar[next]!;
    return { timestep, alphaBar: alphaBar[timestep]!, alphaBarPrev };
  });
}

/** The same with alpha as diffusers rounds it, for models whose reference it is. */
export function roundedStrides(strides: ReturnType<typeof stridesOf>): typeof strides {
  return strides.map((stride) => ({ ...stride, alpha: Math.fround(stride.alphaBar / stride.alphaBarPrev) }));
}
