import { expect, it } from 'vitest';
import { mul, sub } from '../../graph/elementwise.ts';
import { slice } from '../../graph/shape.ts';
import { netGradientErrors, normalTensor } from '../../runtime/gradient-check.fixture.ts';
import type { Tensor, Tensors } from '../../tensor/tensor.ts';
import { createTrainStep } from '../../train/step.ts';
import type { Net } from '../net.ts';
import { T5Config } from '../t5/config.ts';
import { IfUnetConfig } from './config.ts';
import { hybridLoss } from './hybrid-loss.ts';
import { textToImage } from './text-to-image.ts';

const unet = IfUnetConfig.parse({
  _class_name: 'UNet2DConditionModel',
  sample_size: 8,
  in_channels: 1,
  out_channels: 2,
  down_block_types: ['ResnetDownsampleBlock2D', 'SimpleCrossAttnDownBlock2D'],
  mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
  up_block_types: ['SimpleCrossAttnUpBlock2D', 'ResnetUpsampleBlock2D'],
  block_out_channels: [4, 8],
  layers_per_block: 1,
  act_fn: 'gelu',
  norm_num_groups: 2,
  cross_attention_dim: 32,
  cross_attention_norm: 'group_norm',
  encoder_hid_dim: 6,
  attention_head_dim: 4,
  addition_embed_type: 'text',
  addition_embed_type_num_heads: 2,
  resnet_time_scale_shift: 'scale_shift',
});

const text = T5Config.parse({
  model_type: 't5',
  vocab_size: 7,
  d_model: 6,
  d_kv: 3,
  d_ff: 8,
  num_layers: 2,
  num_heads: 2,
  relative_attention_num_buckets: 8,
  feed_forward_proj: 'gated-gelu',
});

const net = textToImage({ text, unet }, { height: 8, width: 8, tokens: 3 });

const feeds: Tensors = {
  x_t: normalTensor([2, 1, 8, 8], 1),
  v_target: normalTensor([2, 1, 8, 8], 2),
  t: { dims: [2], data: Float32Array.of(40, 900) },
  log_ratio: { dims: [2], data: Float32Array.of(0.7, 0.1) },
  gain: { dims: [2], data: Float32Array.of(1.1, 0.3) },
  weight: { dims: [2], data: Float32Array.of(1, 3) },
  input_ids: { dims: [2, 3], data: Float32Array.of(5, 1, 0, 6, 3, 1) },
  attention_mask: { dims: [2, 3], data: Float32Array.of(1, 1, 0, 1, 1, 1) },
};

/** The loss as a network's output. The error that no gradient flows through is a feed: a finite difference would move it. */
const withLoss: Net = {
  inputs: {},
  forward(scope, { x_t, t, v_target, fixed, log_ratio, gain, weight, ...tokens }) {
    const g = scope.graph;
    const { prediction } = net.forward(scope, { sample: x_t!, timestep: t!, ...tokens });
    const half = (i: number) => slice(g, prediction!, [{ axis: 1, start: i, end: i + 1 }]);
    const error = sub(g, half(0), v_target!);
    const ofRow = { logRatio: log_ratio!, gain: gain!, weight: weight! };
    return { loss: hybridLoss(g, { square: mul(g, error, error), fixedSquare: fixed!, v: half(1), ...ofRow }) };
  },
};

it('has the gradients of the finite differences in every parameter of both networks, through the whole loss', async () => {
  const noise = normalTensor([2, 1, 8, 8], 3);
  const fixed = { ...noise, data: noise.data.map((x) => x * x) };
  const errors = await netGradientErrors(withLoss, { ...feeds, fixed });
  const parts = new Set(errors.map(([name]) => name.split('.')[0]));
  expect([...parts].sort()).toEqual(['text_encoder', 'unet']);
  expect(errors[0]![1], errors[0]![0]).toBeLessThan(0.03);
});

it('is trained by that loss: as it begins, its answer is nothing, and the least variance', async () => {
  const step = await createTrainStep(net, { batch: 2, seed: 1, threads: 1 });
  const { loss } = await step.run(feeds, 1e-3);
  expect(loss).toBeCloseTo(literalLoss(), 3);
});

function literalLoss(): number {
  const { v_target, weight } = feeds as Record<string, Tensor>;
  const terms = [...v_target!.data].map((each, i) => weight!.data[Math.floor(i / 64)]! * each ** 2);
  return terms.reduce((a, b) => a + b) / terms.length;
}
