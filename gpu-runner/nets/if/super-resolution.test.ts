import { expect, it } from 'vitest';
import { netGradientErrors, normalTensor } from '../../runtime/gradient-check.fixture.ts';
import { inferenceSession } from '../../runtime/inference.ts';
import type { Tensor, Tensors } from '../../tensor/tensor.ts';
import { createTrainStep } from '../../train/step.ts';
import { declarationsOf } from '../declarations.ts';
import { initialiseAll } from '../initialise.ts';
import type { Net } from '../net.ts';
import { IfUnetConfig } from './config.ts';
import { silentText } from './silent-text.ts';
import { superResolution } from './super-resolution.ts';
import { ifUnet } from './unet.ts';

const options = {
  _class_name: 'UNet2DConditionModel',
  sample_size: 8,
  in_channels: 2,
  out_channels: 2,
  down_block_types: ['ResnetDownsampleBlock2D', 'ResnetDownsampleBlock2D'],
  mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
  up_block_types: ['ResnetUpsampleBlock2D', 'ResnetUpsampleBlock2D'],
  only_cross_attention: true,
  block_out_channels: [4, 8],
  layers_per_block: [0, 1],
  act_fn: 'gelu',
  norm_num_groups: 2,
  cross_attention_dim: 32,
  cross_attention_norm: 'group_norm',
  encoder_hid_dim: 6,
  class_embed_type: 'timestep',
  time_embedding_dim: 8,
  time_embedding_act_fn: 'gelu',
  attention_head_dim: 4,
  addition_embed_type: 'text',
  addition_embed_type_num_heads: 2,
  resnet_time_scale_shift: 'scale_shift',
  resnet_skip_time_act: true,
};
const config = IfUnetConfig.parse(options);
const net = superResolution(config, 4);

const feeds: Tensors = {
  x_t: normalTensor([2, 1, 4, 4], 1),
  low: normalTensor([2, 1, 4, 4], 2),
  eps: normalTensor([2, 1, 4, 4], 3),
  t: row(40, 900),
  level: row(50, 7),
  weight: row(1, 3),
};

/** The loss as a network's output. */
const withLoss: Net = { inputs: {}, forward: (scope, given) => ({ loss: net.loss(scope, given) }) };

it('has the gradients of the finite differences in every parameter, and none that reads a text', async () => {
  const errors = await netGradientErrors(withLoss, feeds);
  const names = errors.map(([name]) => name);
  expect(names.some((name) => /attentions|add_embedding|encoder_hid_proj/.test(name))).toBe(false);
  expect(names.some((name) => name.startsWith('class_embedding.'))).toBe(true);
  expect(errors[0]![1], errors[0]![0]).toBeLessThan(0.03);
});

it('is trained by the error of the noise, by weights: as it begins, x_t of deviation 1 is its answer', async () => {
  const step = await createTrainStep(net, { batch: 2, seed: 1, threads: 1 });
  const { loss } = await step.run(feeds, 1e-3);
  const squares = [...feeds.eps!.data].map((e, i) => {
    const at = Math.floor(i / 16);
    return feeds.weight!.data[at]! * (feeds.x_t!.data[i]! / deviationOf(feeds.x_t!, at) - e) ** 2;
  });
  expect(loss).toBeCloseTo(squares.reduce((a, b) => a + b) / squares.length, 3);
});

it('is the whole network with zeros in all that reads a text, whatever the text', async () => {
  const trained = [...declarationsOf(net)].map(([name, declared], i) => [name, initialiseAll(declared, 1, i)]);
  const weights: Tensors = Object.fromEntries(trained);
  const whole = ifUnet(config, { height: 8, width: 8, tokens: 5 });
  const silent = await inferenceSession(net, weights, { threads: 1 });
  const speaking = await inferenceSession(whole, { ...weights, ...silentText(config) }, { threads: 1 });
  const given = { sample: normalTensor([2, 2, 8, 8], 4), timestep: row(40, 900), class_labels: row(50, 7) };
  const { prediction: expected } = await silent.run(given);
  const { prediction } = await speaking.run({ ...given, encoder_hidden_states: normalTensor([2, 5, 6], 5) });
  const apart = prediction!.data.map((value, i) => Math.abs(value - expected!.data[i]!));
  expect(Math.max(...apart)).toBeLessThan(1e-5);
  expect(Math.max(...prediction!.data.map(Math.abs))).toBeGreaterThan(0.1);
  await Promise.all([silent.release(), speaking.release()]);
});

it('cannot be without a text where pixels attend to each other', () => {
  const attending = IfUnetConfig.parse({ ...options, mid_block_only_cross_attention: false });
  expect(() => superResolution(attending, 4)).toThrow('attend to a text too');
});

function row(...values: number[]): Tensor {
  return { dims: [values.length], data: Float32Array.from(values) };
}

/** Of the row's pixels, about zero. */
function deviationOf({ data }: Tensor, at: number): number {
  const pixels = data.subarray(16 * at, 16 * (at + 1));
  return Math.sqrt(pixels.reduce((sum, x) => sum + x * x, 0) / pixels.length);
}
