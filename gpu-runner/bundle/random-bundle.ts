import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Graph } from '../graph/graph.ts';
import { initialise } from '../nets/initialise.ts';
import type { Net } from '../nets/net.ts';
import { Scope } from '../nets/scope.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { files, readMnistClass } from './kinds/mnist-class.ts';
import { writeSafetensors } from './safetensors.ts';

/** The configuration of a digit bundle of width `hidden`, as training exports it. */
export function configOf(hidden: number) {
  return {
    unet: {
      _class_name: 'MnistClassUNet',
      hidden,
      sample_size: 28,
      in_channels: 1,
      out_channels: 1,
      num_classes: 10,
    },
    scheduler: {
      _class_name: 'DDPMScheduler',
      num_train_timesteps: 300,
      beta_schedule: 'linear',
      beta_start: 1e-4,
      beta_end: 0.02,
      prediction_type: 'epsilon',
      variance_type: 'fixed_large',
      clip_sample: false,
    },
  };
}

/** For tests: writes a digit bundle whose weights are random into a directory of its own, and answers the directory. */
export async function randomBundle({ hidden = 4, name = 'mnist-random', card = '' } = {}): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'manifold-')), name);
  const config = configOf(hidden);
  await writeJson(directory, files.index, {
    _class_name: 'MnistClassPipeline',
    unet: ['manifold', 'MnistClassUNet'],
    scheduler: ['diffusers', 'DDPMScheduler'],
  });
  await writeJson(directory, files.unet, config.unet);
  await writeJson(directory, files.scheduler, config.scheduler);
  await writeSafetensors(join(directory, files.weights), randomWeights((await readMnistClass(directory)).unet.net), {
    format: 'pt',
  });
  if (card) await writeFile(join(directory, 'README.md'), card);
  return directory;
}

export async function writeJson(directory: string, file: string, value: unknown): Promise<void> {
  const path = join(directory, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value));
}

function randomWeights(net: Net): Tensors {
  const graph = new Graph();
  const scope = new Scope(graph, (name, dims) => graph.input(name, dims), { training: false });
  const inputs = Object.entries(net.inputs).map(([name, dims]) => [name, graph.input(name, ['N', ...dims])]);
  net.forward(scope, Object.fromEntries(inputs));
  const declared = [...scope.parameters, ...scope.statistics];
  return Object.fromEntries(declared.map(([name, declaration], index) => [name, initialise(declaration, 1, index)]));
}
