import { expect, it } from 'vitest';
import { convolve } from '../graph/convolve.ts';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { findChannelBlock } from './channel-block.ts';
import { normalTensor } from './gradient-check.ts';
import { createSession } from './session.ts';

it.each([
  [3, 1, 1],
  [3, 2, 1],
  [4, 2, 1],
])('blocked convolutions equal plain ones: kernel %i, stride %i, padding %i', async (kernel, stride, padding) => {
  const inputs = [[2, 32, 8, 6], [16, 32, kernel, kernel], [16]].map((dims, i) => normalTensor(dims, i));
  const [plain, blocked] = [undefined, await findChannelBlock()].map(async (block) => {
    const g = new Graph({ channelBlock: block });
    const [x, w, b] = inputs.map(({ dims }, i) => g.input(`x${i}`, dims));
    g.output('y', convolve(g, x!, w!, b!, { stride, padding }));
    const session = await createSession(serialise(g), { threads: 1 });
    const { y } = await session.run(Object.fromEntries(inputs.map((input, i) => [`x${i}`, input])));
    await session.release();
    return y!.data;
  });
  const [a, b] = [await plain!, await blocked!];
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(1e-3);
});
