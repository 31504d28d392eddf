import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Graph } from '../../gpu-runner/graph/graph.ts';
import { IfUnetConfig } from '../../gpu-runner/nets/if/config.ts';
import { ifUnet } from '../../gpu-runner/nets/if/unet.ts';
import { Scope } from '../../gpu-runner/nets/scope.ts';
import { sizeOf } from '../../gpu-runner/tensor/tensor.ts';
import { type Bench, runProgram } from './command.ts';
import { scratch } from './scratch.ts';

const attended = Array<string>(3).fill('SimpleCrossAttnDownBlock2D');
const raised = Array<string>(3).fill('SimpleCrossAttnUpBlock2D');

/** unet/config.json of DeepFloyd/IF-I-XL-v1.0. */
const config = {
  _class_name: 'UNet2DConditionModel',
  sample_size: 64,
  in_channels: 3,
  out_channels: 6,
  down_block_types: ['ResnetDownsampleBlock2D', ...attended],
  mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
  up_block_types: [...raised, 'ResnetUpsampleBlock2D'],
  block_out_channels: [704, 1408, 2112, 2816],
  layers_per_block: 3,
  act_fn: 'gelu',
  norm_num_groups: 32,
  cross_attention_dim: 2816,
  cross_attention_norm: 'group_norm',
  encoder_hid_dim: 4096,
  attention_head_dim: 64,
  addition_embed_type: 'text',
  addition_embed_type_num_heads: 64,
  resnet_time_scale_shift: 'scale_shift',
};

const usage = `npm run bench -- xl

Builds the graph of IF-I-XL over a half-precision safetensors file of its true size, which is all holes and takes no disk:
parameters, seconds and memory. The file is read for its header alone.`;

export const bench: Bench = {
  summary: 'the graph of IF-I-XL, built over a sparse file of its true size',
  usage,
  async run() {
    const bundle = scratch();
    await writeSparse(join(bundle, 'unet'));
    // In a process of its own, whose memory is the building's.
    await runProgram(process.execPath, [join(import.meta.dirname, 'xl-build.ts'), bundle]);
  },
};

async function writeSparse(directory: string): Promise<void> {
  await mkdir(directory);
  await writeFile(join(directory, 'config.json'), JSON.stringify(config));
  let end = 0;
  const entries = shapes().map(([name, shape]) => {
    const start = end;
    end += 2 * sizeOf(shape);
    return [name, { dtype: 'F16', shape, data_offsets: [start, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = await open(join(directory, 'diffusion_pytorch_model.fp16.safetensors'), 'wx');
  await file.writeFile(Buffer.concat([length, header]));
  await file.truncate(8 + header.length + end);
  await file.close();
}

/** The parameters of the network, by name. */
function shapes(): [name: string, shape: readonly number[]][] {
  const net = ifUnet(IfUnetConfig.parse(config), { height: 64, width: 64, tokens: 77 });
  const g = new Graph();
  const scope = new Scope(g, (name, dims) => g.input(name, dims), { training: false });
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, g.input(name, ['N', ...dims])]);
  net.forward(scope, Object.fromEntries(inputs));
  return [...scope.parameters].map(([name, { dims }]) => [name, dims]);
}
