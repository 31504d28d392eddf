import { join } from 'node:path';
import type { Bundle } from '../bundle/bundle.ts';
import type { TextParts } from '../bundle/kind.ts';
import { revisionOf } from '../bundle/revision.ts';
import { readTokenizer } from '../bundle/tokenizer/t5-tokenizer.ts';
import type { Model } from '../diffusion/estimate.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { classModel } from './class-model.ts';
import type { Memory } from './memory/memory.ts';
import { keptNet, type NetOptions } from './nets.ts';
import { plainModel } from './plain-model.ts';
import type { CutText } from './text/cut-text.ts';
import { PromptEncoder } from './text/prompt-encoder.ts';
import { diskStore, memoryStore } from './text/prompt-store.ts';
import { textModel } from './text/text-model.ts';

/** The U-Net behind `evaluate` as a model that takes words; that of the second stage is told a noise level as well. */
export type ModelOver = (evaluate: Evaluate, noiseLevel?: number) => Model<string>;

/** Makes a model ready for these prompts. Rejects with the signal's reason. */
export type Models = (prompts: readonly string[], signal: AbortSignal) => Promise<ModelOver>;

interface PromptOptions {
  readonly cache?: string | undefined;
  readonly onCut?: ((cut: CutText) => void) | undefined;
}

/** Bytes of encoded prompts that are kept on disk, of each text encoder. */
const promptBytes = 256e6;

/**
 * The models of a bundle, by what it has for prompts. Rejects with a BundleError when the encoder's weights or its tokenizer are not whole.
 * The encoder is loaded into `memory`; `cache` is a directory to keep encoded prompts in, if there is one, and `onCut` is told of
 * prompts that are too long.
 */
export async function modelsOf(
  bundle: Bundle,
  options: NetOptions,
  memory: Memory,
  { cache, onCut }: PromptOptions = {},
): Promise<Models> {
  const { prompt } = bundle.manifest;
  if (prompt.kind === 'class') return async () => (evaluate) => classModel(evaluate, prompt.labels);
  if (prompt.kind === 'none') return async () => plainModel;
  const encoder = await encoderOf(bundle, bundle.text!, options, memory, { cache, onCut });
  return async (prompts, signal) => {
    const encoded = await encoder.encode(prompts, signal);
    return (evaluate, noiseLevel) => textModel(evaluate, encoded, noiseLevel);
  };
}

async function encoderOf(
  bundle: Bundle,
  text: TextParts,
  options: NetOptions,
  memory: Memory,
  { cache, onCut }: PromptOptions,
) {
  // The prompt encoder reads it when it is first asked; a broken one is told of before.
  await readTokenizer(text.tokenizer);
  const net = await keptNet(bundle, 'text', options, { transient: true });
  const folder = cache && join(cache, 'prompts', await revisionOf(bundle.directory, text.files, cache));
  const store = memoryStore(folder ? diskStore(folder, promptBytes) : undefined);
  const open = async (signal: AbortSignal) => {
    const giveBack = await memory.lend([net], signal);
    return { run: (feeds: Tensors) => net.run(feeds), release: async () => giveBack() };
  };
  return new PromptEncoder(text, open, store, onCut);
}
