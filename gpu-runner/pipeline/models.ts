import { join } from 'node:path';
import { type Estimate, leavesOf } from '@manifold/shared/recipe/estimate';
import type { Bundle } from '../bundle/bundle.ts';
import type { TextParts } from '../bundle/kind.ts';
import { revisionOf } from '../bundle/revision.ts';
import type { Model } from '../diffusion/estimate.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import { classModel } from './class-model.ts';
import { checkNet, type NetOptions, openNet } from './nets.ts';
import { plainModel } from './plain-model.ts';
import { PromptEncoder } from './text/prompt-encoder.ts';
import { diskStore, memoryStore } from './text/prompt-store.ts';
import { textModel } from './text/text-model.ts';

/** The U-Net behind `evaluate` as a model that takes words; that of the second stage is told a noise level as well. */
export type ModelOver = (evaluate: Evaluate, noiseLevel?: number) => Model<string>;

/** Makes a model ready for the prompts of an estimate. Rejects with the signal's reason. */
export type Models = (estimate: Estimate, signal: AbortSignal) => Promise<ModelOver>;

/** Bytes of encoded prompts that are kept on disk, of each text encoder. */
const promptBytes = 256e6;

/**
 * The models of a bundle, by what it has for prompts. Rejects with a BundleError when the encoder's weights are not whole.
 * `cache` is a directory to keep encoded prompts in, if there is one.
 */
export async function modelsOf(bundle: Bundle, options: NetOptions, cache?: string): Promise<Models> {
  const { prompt } = bundle.manifest;
  if (prompt.kind === 'class') return async () => (evaluate) => classModel(evaluate, prompt.labels);
  if (prompt.kind === 'none') return async () => plainModel;
  const encoder = await encoderOf(bundle, bundle.text!, options, cache);
  return async (estimate, signal) => {
    const encoded = await encoder.encode(promptsOf(estimate), signal);
    return (evaluate, noiseLevel) => textModel(evaluate, encoded, noiseLevel);
  };
}

async function encoderOf({ directory }: Bundle, text: TextParts, options: NetOptions, cache?: string) {
  await checkNet(text.encoder);
  const folder = cache && join(cache, 'prompts', await revisionOf(directory, text.files, cache));
  const store = memoryStore(folder ? diskStore(folder, promptBytes) : undefined);
  return new PromptEncoder(text, () => openNet({ directory, part: 'text', options }), store);
}

function promptsOf(estimate: Estimate): string[] {
  return [...new Set(leavesOf(estimate).flatMap(({ negative, prompt }) => [negative, prompt]))];
}
