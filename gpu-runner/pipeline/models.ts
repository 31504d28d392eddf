import { join } from 'node:path';
import type { Unread } from '@manifold/shared/protocol/result';
import type { Bundle } from '../bundle/bundle.ts';
import type { TextParts } from '../bundle/kind.ts';
import { revisionOf } from '../bundle/revision.ts';
import { readTokenizer } from '../bundle/tokenizer/t5-tokenizer.ts';
import type { Model } from '../diffusion/estimate.ts';
import type { Evaluate } from '../runtime/batcher.ts';
import { findProvider, takesHalves } from '../runtime/provider.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { classModel } from './class-model.ts';
import type { KeptNet } from './kept-net.ts';
import type { Memory } from './memory/memory.ts';
import { keptNet, type NetOptions } from './nets.ts';
import { plainModel } from './plain-model.ts';
import { encoding, PromptEncoder } from './text/prompt-encoder.ts';
import { diskStore, memoryStore } from './text/prompt-store.ts';
import { textModel } from './text/text-model.ts';

/** The U-Net behind `evaluate` as a model that takes words; that of the second stage is told a noise level as well. */
export type ModelOver = (evaluate: Evaluate, noiseLevel?: number) => Model<string>;

export interface Models {
  /** Makes a model ready for these prompts. Rejects with the signal's reason. */
  over(prompts: readonly string[], signal: AbortSignal): Promise<ModelOver>;
  /** What is not read of those that are too long. */
  unread(prompts: readonly string[]): Promise<Unread[]>;
  /** What reads them, where a network does. */
  readonly net?: KeptNet;
}

/** Bytes of encoded prompts that are kept on disk. */
const promptBytes = 256e6;

/**
 * The models of a bundle, by what it has for prompts. Rejects with a BundleError when the encoder's weights or its tokenizer are not whole.
 * The encoder is loaded into `memory`; `cache` is a directory to keep encoded prompts in, if there is one.
 */
export async function modelsOf(bundle: Bundle, options: NetOptions, memory: Memory, cache?: string): Promise<Models> {
  const { prompt } = bundle.manifest;
  if (prompt.kind === 'class') return wordless((evaluate) => classModel(evaluate, prompt.labels));
  if (prompt.kind === 'none') return wordless(plainModel);
  const { net, encoder } = await encoderOf(bundle, bundle.text!, options, memory, cache);
  return {
    net,
    over: async (prompts, signal) => {
      const encoded = await encoder.encode(prompts, signal);
      return (evaluate, noiseLevel) => textModel(evaluate, encoded, noiseLevel);
    },
    unread: (prompts) => encoder.unread(prompts),
  };
}

/** A model that reads no text. */
function wordless(model: ModelOver): Models {
  return { over: async () => model, unread: async () => [] };
}

async function encoderOf(
  bundle: Bundle,
  text: TextParts,
  options: NetOptions,
  memory: Memory,
  cache: string | undefined,
) {
  // The prompt encoder reads it when it is first asked; a broken one is told of before.
  await readTokenizer(text.tokenizer);
  const net = await keptNet(bundle, 'text', options, { transient: true });
  const maker = cache && (await makerOf(bundle, text, options, cache));
  const store = memoryStore(maker ? diskStore(join(cache, 'prompts'), promptBytes, maker) : undefined);
  const open = async (signal: AbortSignal) => {
    const giveBack = await memory.lend([net], signal);
    return { run: (feeds: Tensors) => net.run(feeds), release: async () => giveBack() };
  };
  return { net, encoder: new PromptEncoder(text, open, store) };
}

/** What else makes another encoding of the same text: this code, what it computes with, and the encoder's files. */
async function makerOf({ directory }: Bundle, { files }: TextParts, { provider: asked }: NetOptions, cache: string) {
  const provider = asked ?? (await findProvider());
  const precision = (await takesHalves(provider)) ? 'half' : 'single';
  return `${encoding}-${provider}-${precision}-${await revisionOf(directory, files, cache)}`;
}
