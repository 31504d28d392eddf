import type { Manifest } from '@manifold/shared/protocol/manifest';
import { BundleError } from '../bundle/bundle-error.ts';
import type { Model } from '../diffusion/estimate.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import { classModel } from './class-model.ts';
import { plainModel } from './plain-model.ts';

/** The U-Net behind `evaluate` as a model that takes words, by what its bundle has for prompts. */
export function modelOf({ name, prompt }: Manifest, evaluate: Evaluate): Model<string> {
  switch (prompt.kind) {
    case 'class':
      return classModel(evaluate, prompt.labels);
    case 'none':
      return plainModel(evaluate);
    case 'text':
      throw new BundleError(`${name} is read, but not sampled yet`);
  }
}
