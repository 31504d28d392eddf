import { declarationsOf } from '../nets/declarations.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { type Config, trainingPlanOf } from './configs.ts';
import { tinyNets } from './if-tiny/run.ts';

/** A parameter, by the net's name for it, whose shape in a training state is none that a run has for it. */
export interface Reshaped {
  readonly name: string;
  readonly was: readonly number[];
  readonly wanted: readonly number[];
}

/**
 * The first parameter that `state` has in a shape of none of the run's nets, so that it would begin anew. A net that grows takes
 * features of other levels, and parameters that meet them change their shapes on the way: any that they come to have will do.
 */
export function reshaped(config: Config, state: Tensors): Reshaped | undefined {
  const nets = config.net === 'if-tiny' ? tinyNets(config) : trainingPlanOf(config).phases.map(({ net }) => net());
  const all = nets.map(declarationsOf);
  for (const [name, { dims: wanted }] of all.at(-1)!) {
    const was = state[`param.${name}`]?.dims;
    if (was && !all.some((declared) => declared.get(name)?.dims.join() === was.join())) return { name, was, wanted };
  }
  return undefined;
}
