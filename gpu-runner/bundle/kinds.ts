import { join } from 'node:path';
import { z } from 'zod';
import { BundleError } from './bundle-error.ts';
import type { BundleKind, Contents } from './kind.ts';
import { readIf, stage1Classes } from './kinds/if.ts';
import { readMnistClass } from './kinds/mnist-class.ts';
import { readMnistDenoiser } from './kinds/mnist-denoiser.ts';
import { readMnistFlow } from './kinds/mnist-flow.ts';
import { readMnistTime } from './kinds/mnist-time.ts';
import { readConfig } from './read-config.ts';

/** What can be sampled, by the class of its pipeline in model_index.json. */
const kinds: Readonly<Record<string, BundleKind>> = {
  MnistClassPipeline: readMnistClass,
  MnistTimePipeline: readMnistTime,
  ...Object.fromEntries(stage1Classes.map((name) => [name, readIf])),
  MnistFlowPipeline: readMnistFlow,
  MnistDenoiserPipeline: readMnistDenoiser,
};

/** The file that names a bundle's pipeline. */
export const indexFile = 'model_index.json';

const Index = z.object({ _class_name: z.string() });

export function isKind(pipelineClass: unknown): boolean {
  return typeof pipelineClass === 'string' && Object.hasOwn(kinds, pipelineClass);
}

/** The contents of the bundle in `directory`. Throws a BundleError that names the file and what is wrong in it. */
export async function readContents(directory: string): Promise<Contents> {
  const { _class_name: name } = await readConfig(directory, indexFile, Index);
  if (isKind(name)) return kinds[name]!(directory);
  const known = Object.keys(kinds).join(', ');
  throw new BundleError(`${join(directory, indexFile)}: /_class_name: ${name} cannot be sampled; use one of ${known}`);
}
