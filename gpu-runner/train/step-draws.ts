import { normals, type Place, uniforms } from '../tensor/random.ts';

/** The random numbers of a training step, of each thing that it draws so many. */
export interface StepDraws<Draw extends string> {
  uniforms(what: Draw, count: number): Float64Array;
  normals(what: Draw, count: number): Float32Array;
}

/** What a step draws, each from a sequence of its own, which is that of its place in `draws`. */
export function stepDraws<const Draw extends string>(draws: readonly Draw[]) {
  return ({ seed }: { readonly seed: number }, step: number): StepDraws<Draw> => {
    const placeOf = (what: Draw): Place => ({ seed, stream: 'train', sample: step, timestep: draws.indexOf(what) });
    return {
      uniforms: (what, count) => uniforms(placeOf(what), count),
      normals: (what, count) => normals(placeOf(what), count),
    };
  };
}
