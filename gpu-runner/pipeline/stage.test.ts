import { expect, it } from 'vitest';
import { sample } from '../diffusion/sampler.ts';
import { Batcher } from '../runtime/batcher.ts';
import { zeros } from '../tensor/tensor.ts';
import { samplerOf } from './stage.ts';

it('draws the noise of a step once the network is at work', async () => {
  const events: string[] = [];
  const batcher = new Batcher(async ({ sample }) => {
    events.push('network begins');
    await new Promise((resolve) => setTimeout(resolve, 20));
    events.push('network ends');
    return { eps: sample! };
  }, 8);
  const sampler = samplerOf(
    {},
    { timesteps: [2, 1], end: 'stop', clip: 'none' },
    undefined,
    async (xt) => ({ output: (await batcher.evaluate({ sample: xt }, new AbortController().signal)).eps! }),
    {
      manifest: { pixelRange: [-1, 1], variance: 'fixed' },
      alphaBar: Float32Array.of(0.9, 0.6, 0.3),
      given: {},
      noise: (purpose, timestep) => {
        events.push(`${purpose} ${timestep}`);
        return zeros([1, 1, 2, 2]);
      },
    },
  );
  for await (const { timestep } of sample(sampler)) events.push(`stepped ${timestep}`);
  expect(events).toEqual(['init 2', 'network begins', 'step 2', 'network ends', 'stepped 2']);
});
