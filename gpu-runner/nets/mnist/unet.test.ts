import { describe, expect, it } from 'vitest';
import { gradients } from '../../graph/gradients.ts';
import { Graph } from '../../graph/graph.ts';
import { serialise } from '../../graph/serialise.ts';
import { normalTensor } from '../../runtime/gradient-check.fixture.ts';
import { inferenceSession } from '../../runtime/inference.ts';
import { createSession } from '../../runtime/session.ts';
import { sizeOf, type Tensor, type Tensors } from '../../tensor/tensor.ts';
import { inferenceModel } from '../inference.ts';
import { initialise } from '../initialise.ts';
import type { TrainableNet } from '../net.ts';
import { Scope } from '../scope.ts';
import { digitClassifier } from './classifier.ts';
import { mnistClassEps, mnistClassVelocity, mnistDenoiser, mnistTimeEps } from './unet.ts';

/** Lengths of the steps of the central differences: along a gradient, and in a random direction, where the loss changes less. */
const ALONG = 3e-3;
const ANYHOW = 1e-2;
/** How far float32 rounds the loss off, more or less. */
const ROUNDING = 1e-6;

describe('parameter counts are those of the course', () => {
  it.each([
    ['class-conditional, D = 64', mnistClassEps({ hidden: 64, trainSteps: 300 }), 2_019_201],
    ['flow, D = 64', mnistClassVelocity({ hidden: 64 }), 2_019_201],
    ['time-conditional, D = 64', mnistTimeEps({ hidden: 64, trainSteps: 300 }), 1_996_417],
    ['denoiser, D = 128', mnistDenoiser({ hidden: 128 }), 7_891_073],
  ])('%s', (_, net, count) => {
    const sizes = [...declared(net, 2).scope.parameters.values()].map(({ dims }) => sizeOf(dims));
    expect(sizes.reduce((a, b) => a + b)).toBe(count);
  });
});

describe('the whole network', () => {
  it.each([
    ['class', mnistClassEps({ hidden: 2, trainSteps: 300 }), 300],
    ['flow', mnistClassVelocity({ hidden: 2 }), 1],
    ['time', mnistTimeEps({ hidden: 2, trainSteps: 300 }), 300],
    ['denoiser', mnistDenoiser({ hidden: 2 }), 1],
    ['classifier', digitClassifier(), 1],
  ])('has the gradients of the finite differences: %s', async (_, net, duration) => {
    const batch = 4;
    const { g, scope, loss } = declared(net, batch);
    const names = [...scope.parameters.keys()];
    const slopes = gradients(
      g,
      loss,
      [...scope.parameters.values()].map(({ value }) => value),
    );
    names.forEach((name, i) => {
      g.output(`slope.${name}`, slopes[i]!);
    });
    const feeds = { ...weights(scope), ...exampleFeeds(net, batch, duration) };
    const session = await createSession(serialise(g), { threads: 1, rewriting: 'disabled' });
    const exact = await session.run(feeds);
    await session.release();
    // The loss alone, many times: by the whole graph all gradients would come along.
    const forward = declared(net, batch);
    forward.g.output('loss', forward.loss);
    const losses = await createSession(serialise(forward.g), { threads: 1 });
    const lossAt = async (name: string, by: Tensor) =>
      (await losses.run({ ...feeds, [name]: moved(feeds[name]!, by) })).loss!.data[0]!;
    for (const [i, name] of names.entries()) {
      const slope = exact[`slope.${name}`]!;
      for (const way of [along(slope), anyhow(slope, i)]) {
        const [up, down] = [await lossAt(name, way.step), await lossAt(name, negative(way.step))];
        expect(Math.abs((up - down) / 2 - dot(slope, way.step)), name).toBeLessThan(way.tolerance);
      }
    }
    await losses.release();
  });

  it('answers a row the same alone and in a batch', async () => {
    const net = mnistClassEps({ hidden: 4, trainSteps: 300 });
    const { scope } = declared(net, 2);
    const session = await inferenceSession(net, weights(scope), { threads: 1 });
    const sample = normalTensor([3, 1, 28, 28], 1);
    const timestep = { dims: [3], data: Float32Array.of(10, 150, 299) };
    const label = { dims: [3, 10], data: new Float32Array(30).with(4, 1) };
    const together = (await session.run({ sample, timestep, class: label })).eps!;
    expect(together.dims).toEqual([3, 1, 28, 28]);
    for (let i = 0; i < 3; i++) {
      const row = { sample: rowOf(sample, i), timestep: rowOf(timestep, i), class: rowOf(label, i) };
      const alone = (await session.run(row)).eps!;
      expect(difference(alone.data, rowOf(together, i).data)).toBeLessThan(1e-5);
    }
    await session.release();
  });

  it('says which weight is missing or misshapen', () => {
    const net = digitClassifier();
    const all = weights(declared(net, 2).scope);
    const { 'conv1.conv.weight': _, ...missing } = all;
    expect(() => inferenceModel(net, missing)).toThrow('the weights have no conv1.conv.weight');
    const wrong = { ...all, 'read.bias': normalTensor([9], 1) };
    expect(() => inferenceModel(net, wrong)).toThrow('the weight read.bias is [9], where [10] is wanted');
  });
});

function declared(net: TrainableNet, batch: number) {
  const g = new Graph();
  const scope = new Scope(g, (name, dims) => g.input(name, dims), { training: true });
  const feeds = Object.entries(net.feeds).map(([name, dims]) => [name, g.input(name, [batch, ...dims])]);
  return { g, scope, loss: net.loss(scope, Object.fromEntries(feeds)) };
}

/** Initial weights, with the scales and shifts of the normalisations made uneven. */
function weights(scope: Scope): Tensors {
  const all = [...scope.parameters, ...scope.statistics];
  return Object.fromEntries(
    all.map(([name, declaration], i) => {
      const value = initialise(declaration, 1, i);
      if (!name.includes('.norm.') || scope.statistics.has(name)) return [name, value];
      const noise = normalTensor(value.dims, i);
      return [name, { dims: value.dims, data: value.data.map((x, j) => x + 0.2 * noise.data[j]!) }];
    }),
  );
}

/** Their times are spread over the net's `duration`. */
function exampleFeeds(net: TrainableNet, batch: number, duration: number): Tensors {
  return Object.fromEntries(
    Object.entries(net.feeds).map(([name, dims], i) => {
      const shape = [batch, ...dims];
      const times = Float32Array.from({ length: batch }, (_, row) => (duration * (row + 1)) / (batch + 1));
      if (dims.length === 0) return [name, { dims: shape, data: times }];
      const oneHot = { dims: shape, data: new Float32Array(sizeOf(shape)).map((_, j) => Number(j % 13 === 0)) };
      return [name, dims.length === 1 ? oneHot : normalTensor(shape, i + 1)];
    }),
  );
}

/** A step from a parameter's value, and how far the change of the loss may be from what the gradient says. */
interface Way {
  readonly step: Tensor;
  readonly tolerance: number;
}

/** Along the gradient, where the change of the loss is largest against float32's rounding. */
function along(slope: Tensor): Way {
  return { step: ofLength(slope, ALONG), tolerance: ROUNDING + 0.02 * ALONG * lengthOf(slope) };
}

/** In a random direction: along its own, a gradient that is nought in places where it should not be is never found out. */
function anyhow(slope: Tensor, seed: number): Way {
  const usual = (ANYHOW * lengthOf(slope)) / Math.sqrt(slope.data.length);
  return { step: ofLength(normalTensor(slope.dims, seed), ANYHOW), tolerance: ROUNDING + 0.15 * usual };
}

function ofLength(direction: Tensor, length: number): Tensor {
  const { dims, data } = direction;
  const own = lengthOf(direction);
  return { dims, data: data.map((x) => (own === 0 ? length : (length * x) / own)) };
}

function lengthOf(x: Tensor): number {
  return Math.sqrt(dot(x, x));
}

function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((total, x, i) => total + x * b.data[i]!, 0);
}

function negative({ dims, data }: Tensor): Tensor {
  return { dims, data: data.map((x) => -x) };
}

function moved({ dims, data }: Tensor, by: Tensor): Tensor {
  return { dims, data: data.map((x, i) => x + by.data[i]!) };
}

function rowOf({ dims, data }: Tensor, i: number): Tensor {
  const row = sizeOf(dims) / dims[0]!;
  return { dims: [1, ...dims.slice(1)], data: data.slice(i * row, (i + 1) * row) };
}

function difference(a: Float32Array, b: Float32Array): number {
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
}
