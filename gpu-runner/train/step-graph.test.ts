import { expect, it } from 'vitest';
import { initialise } from '../nets/initialise.ts';
import { mnistClassEps } from '../nets/mnist/unet.ts';
import { findChannelBlock } from '../runtime/channel-block.ts';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import { createSession } from '../runtime/session.ts';
import { type Tensor, type Tensors, tensor, zeros } from '../tensor/tensor.ts';
import { adamRates } from './optimiser.ts';
import { NEXT, RATES, type StepGraph, stepGraph } from './step-graph.ts';

const BATCH = 16;

/** Wide enough that its convolutions are taken by minimal filtering, where they are taken in blocks. */
const net = mnistClassEps({ hidden: 32, trainSteps: 300 });

const feeds: Tensors = {
  x_t: normalTensor([BATCH, 1, 28, 28], 1),
  eps: normalTensor([BATCH, 1, 28, 28], 2),
  t: tensor(
    [BATCH],
    new Float32Array(BATCH).map((_, i) => 18 * i),
  ),
  c: tensor(
    [BATCH, 10],
    new Float32Array(10 * BATCH).map((_, i) => Number(i % 11 === 0)),
  ),
};

/** Of the first step of a training: the loss, and by parameter the first moments, which are a tenth of its gradients. */
async function firstStep(channelBlock: number | undefined) {
  const graph = stepGraph(net, { batch: BATCH, averaged: false, channelBlock });
  const session = await createSession(graph.model, { threads: 1 });
  const results = await session.run({ ...stateOf(graph), ...feeds, ...rates() });
  await session.release();
  const moments = new Map([...graph.parameters.keys()].map((name) => [name, results[`${NEXT}adam.m.${name}`]!]));
  return { loss: results.loss!.data[0]!, moments };
}

function stateOf({ parameters, statistics, moments }: StepGraph): Tensors {
  const declared = [...parameters, ...statistics].map(([name, each], i) => {
    return [`${statistics.has(name) ? 'stat' : 'param'}.${name}`, initialise(each, 1, i)] as const;
  });
  const empty = [...moments].map(([name, dims]) => [name, zeros(dims)] as const);
  return Object.fromEntries([...declared, ...empty]);
}

function rates(): Tensors {
  const { size, root } = adamRates(1e-3, 1);
  return { [RATES.size]: tensor([], Float32Array.of(size)), [RATES.root]: tensor([], Float32Array.of(root)) };
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function apart(a: Tensor, b: Tensor): number {
  return largest(a.data.map((value, i) => value - b.data[i]!));
}

it('a step of a whole network in blocks has the loss and gradients of one without', async ({ skip }) => {
  const block = await findChannelBlock();
  skip(block === undefined, 'onnxruntime has no layout in blocks for this processor');
  const [plain, blocked] = [await firstStep(undefined), await firstStep(block)];
  expect(Math.abs(blocked.loss - plain.loss)).toBeLessThan(1e-5);
  for (const [name, moment] of plain.moments) {
    const difference = apart(blocked.moments.get(name)!, moment);
    expect(difference, name).toBeLessThanOrEqual(1e-4 * largest(moment.data));
  }
});
