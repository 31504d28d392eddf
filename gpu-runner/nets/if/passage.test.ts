import { expect, it } from 'vitest';
import { normalTensor } from '../../runtime/gradient-check.fixture.ts';
import { inferenceSession } from '../../runtime/inference.ts';
import type { Tensor, Tensors } from '../../tensor/tensor.ts';
import { declarationsOf } from '../declarations.ts';
import { initialise } from '../initialise.ts';
import type { Net } from '../net.ts';
import { IfUnetConfig } from './config.ts';
import { ifUnet } from './unet.ts';

const config = IfUnetConfig.parse({
  _class_name: 'UNet2DConditionModel',
  sample_size: 16,
  in_channels: 3,
  out_channels: 6,
  down_block_types: ['ResnetDownsampleBlock2D', 'SimpleCrossAttnDownBlock2D'],
  mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
  up_block_types: ['SimpleCrossAttnUpBlock2D', 'ResnetUpsampleBlock2D'],
  block_out_channels: [16, 48],
  layers_per_block: [0, 1],
  act_fn: 'gelu',
  norm_num_groups: 8,
  cross_attention_dim: 32,
  cross_attention_norm: 'group_norm',
  encoder_hid_dim: 6,
  attention_head_dim: 4,
  addition_embed_type: 'text',
  addition_embed_type_num_heads: 2,
  resnet_time_scale_shift: 'scale_shift',
});

it.each([0, 1])(
  'a new network, without %d of its levels, answers each channel with that channel of deviation 1',
  async (without) => {
    const net = ifUnet(config, { height: 16, width: 16, tokens: 3, without });
    const session = await inferenceSession(net, newWeights(net), { threads: 1 });
    const noise = normalTensor([1, 3, 16, 16], 1);
    const sample = { ...noise, data: noise.data.map((x) => x / 8) };
    const timestep = { dims: [1], data: Float32Array.of(900) };
    const { prediction } = await session.run({ sample, timestep, encoder_hidden_states: normalTensor([1, 3, 6], 2) });
    const expected = [0, 1, 2].flatMap((channel) => unitDeviation(channelOf(sample, channel)));
    const furthest = Math.max(...expected.map((x, i) => Math.abs(x - prediction!.data[i]!)));
    expect(furthest).toBeLessThan(2e-3);
  },
);

it('one for v answers with nothing', async () => {
  const net = ifUnet(config, { height: 16, width: 16, tokens: 3, prediction: 'v' });
  const session = await inferenceSession(net, newWeights(net), { threads: 1 });
  const sample = normalTensor([1, 3, 16, 16], 1);
  const timestep = { dims: [1], data: Float32Array.of(900) };
  const { prediction } = await session.run({ sample, timestep, encoder_hidden_states: normalTensor([1, 3, 6], 2) });
  const half = 3 * 16 * 16;
  expect([...prediction!.data].map(Math.abs)).toEqual(Array.from({ length: 2 * half }, (_, i) => Number(i >= half)));
});

function newWeights(net: Net): Tensors {
  const declared = [...declarationsOf(net)];
  return Object.fromEntries(declared.map(([name, declaration], index) => [name, initialise(declaration, 1, index)]));
}

function channelOf({ dims, data }: Tensor, channel: number): number[] {
  const area = dims[2]! * dims[3]!;
  return [...data.subarray(channel * area, (channel + 1) * area)];
}

function unitDeviation(values: readonly number[]): number[] {
  const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
  return values.map((x) => x / Math.sqrt(square));
}
