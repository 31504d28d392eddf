import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { netGradientErrors, normalTensor } from '../../runtime/gradient-check.fixture.ts';
import { sizeOf, type Tensors } from '../../tensor/tensor.ts';
import { Scope } from '../scope.ts';
import { IfUnetConfig } from './config.ts';
import { ifUnet } from './unet.ts';

const options = {
  _class_name: 'UNet2DConditionModel',
  sample_size: 4,
  in_channels: 2,
  out_channels: 4,
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
};

/** The options of stage 2 that stage 1 has not. */
const stage2 = {
  class_embed_type: 'timestep',
  time_embedding_act_fn: 'gelu',
  time_embedding_dim: 8,
  resnet_skip_time_act: true,
  resnet_out_scale_factor: 1.3,
  mid_block_scale_factor: 1.3,
  only_cross_attention: true,
};

const sizes = { height: 4, width: 4, tokens: 3 };

const feeds: Tensors = {
  sample: normalTensor([2, 2, 4, 4], 1),
  timestep: { dims: [2], data: Float32Array.of(3, 40) },
  encoder_hidden_states: normalTensor([2, 3, 6], 2),
};

describe('the gradients of every parameter are the finite differences', () => {
  it.each([
    ['stage 1', options, feeds],
    ['stage 2', { ...options, ...stage2 }, { ...feeds, class_labels: { dims: [2], data: Float32Array.of(25, 0) } }],
  ])('%s', async (_, config, given) => {
    const [worst] = await netGradientErrors(ifUnet(IfUnetConfig.parse(config), sizes), given);
    expect(worst![1], worst![0]).toBeLessThan(0.03);
  });
});

it('of IF-I-XL has its published 4.3 billion parameters', () => {
  const [attended, raised] = ['SimpleCrossAttnDownBlock2D', 'SimpleCrossAttnUpBlock2D'];
  const config = IfUnetConfig.parse({
    ...options,
    sample_size: 64,
    in_channels: 3,
    out_channels: 6,
    down_block_types: ['ResnetDownsampleBlock2D', attended, attended, attended],
    up_block_types: [raised, raised, raised, 'ResnetUpsampleBlock2D'],
    block_out_channels: [704, 1408, 2112, 2816],
    layers_per_block: 3,
    norm_num_groups: 32,
    cross_attention_dim: 2816,
    encoder_hid_dim: 4096,
    attention_head_dim: 64,
    addition_embed_type_num_heads: 64,
  });
  const net = ifUnet(config, { height: 64, width: 64, tokens: 77 });
  const g = new Graph();
  const scope = new Scope(g, (name, dims) => g.input(name, dims), { training: false });
  net.forward(
    scope,
    Object.fromEntries(Object.entries(net.inputs).map(([n, dims]) => [n, g.input(n, ['N', ...dims])])),
  );
  const sizes = [...scope.parameters.values()].map(({ dims }) => sizeOf(dims));
  expect(sizes.reduce((a, b) => a + b) / 1e9).toBeCloseTo(4.3, 1);
});

describe('a configuration', () => {
  it.each([
    ['an option unknown', { addition_embed_tipe: 'text' }, 'addition_embed_tipe'],
    ['another activation', { act_fn: 'silu' }, 'act_fn'],
    ['another block', { down_block_types: ['DownBlock2D', 'SimpleCrossAttnDownBlock2D'] }, 'down_block_types'],
    ['another embedding', { class_embed_type: 'projection' }, 'class_embed_type'],
    ['a learned table of classes', { num_class_embeds: 10 }, 'num_class_embeds'],
    ['blocks that are too few', { up_block_types: ['SimpleCrossAttnUpBlock2D'] }, 'up_block_types'],
    ['layers that are too few', { layers_per_block: [1] }, 'layers_per_block'],
    ['a width that the groups do not divide', { block_out_channels: [4, 9] }, 'norm_num_groups'],
    ['a width that the heads do not divide', { attention_head_dim: 5 }, 'attention_head_dim'],
    ['no activation, which diffusers takes for another', { act_fn: undefined }, 'act_fn'],
  ])('with %s is refused by name', (_, change, field) => {
    const { error } = IfUnetConfig.safeParse({ ...options, ...change });
    expect(JSON.stringify(error?.issues)).toContain(field);
  });

  it('of pictures that do not halve evenly is refused', () => {
    expect(() => ifUnet(IfUnetConfig.parse(options), { ...sizes, width: 5 })).toThrow('4 x 5 pixels');
  });
});
