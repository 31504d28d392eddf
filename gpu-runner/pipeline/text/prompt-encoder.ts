import type { Unread } from '@manifold/shared/protocol/result';
import type { TextParts } from '../../bundle/kind.ts';
import { readTokenizer, type Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import type { Session } from '../../runtime/session.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { checkFinite } from '../check-finite.ts';
import { normalised } from './normalised.ts';
import type { PromptStore } from './prompt-store.ts';
import type { Encoded } from './text-model.ts';
import { unreadOf } from './unread.ts';
import { untilAborted } from './until-aborted.ts';

/** How this code makes an encoding of a text and the encoder's files: another number when another comes of the same two. */
export const encoding = 2;

/**
 * Encodes prompts. The encoder is the largest network of a bundle, so that it is loaded for texts that `store` does not
 * have, and dropped when nobody waits for it any more: the panels of a study load it once.
 */
export class PromptEncoder {
  readonly #parts: Pick<TextParts, 'tokenizer' | 'tokens'>;
  readonly #open: (signal: AbortSignal) => Promise<Session>;
  readonly #store: PromptStore;
  #tokenize: Promise<Tokenize> | undefined;
  #session: Session | undefined;
  /** Calls that wait for their turn or have it. */
  #calls = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    parts: Pick<TextParts, 'tokenizer' | 'tokens'>,
    open: (signal: AbortSignal) => Promise<Session>,
    store: PromptStore,
  ) {
    this.#parts = parts;
    this.#open = open;
    this.#store = store;
  }

  /** Every prompt with its encoding [1, tokens, D]. Rejects with the signal's reason, while it waits or between two texts. */
  async encode(prompts: readonly string[], signal: AbortSignal): Promise<Encoded> {
    if (prompts.length === 0) return new Map();
    const texts = [...new Set(prompts.map(normalised))];
    const found = await this.#inTurn(() => this.#encodeTexts(texts, signal), signal);
    return new Map(prompts.map((prompt) => [prompt, found.get(normalised(prompt))!]));
  }

  /** What it leaves out of prompts that are too long, of equal ones once. */
  async unread(prompts: readonly string[]): Promise<Unread[]> {
    const texts = [...new Set(prompts.map(normalised))];
    const tokenize = await this.#tokenizer();
    return texts.flatMap((text) => unreadOf(text, this.#parts.tokens, tokenize) ?? []);
  }

  /** One after another: what the first call encodes is known to the next, and the encoder is in memory once. */
  #inTurn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = this.#last;
    this.#calls += 1;
    const turn = untilAborted(before, signal)
      .then(work)
      .finally(() => {
        this.#calls -= 1;
      });
    this.#last = Promise.allSettled([before, turn]).then(() => this.#dropUnwanted());
    return turn;
  }

  /** After each turn; the last of those who wait may have given up. */
  async #dropUnwanted(): Promise<void> {
    if (this.#calls > 0) return;
    const session = this.#session;
    this.#session = undefined;
    await session?.release();
  }

  async #encodeTexts(texts: readonly string[], signal: AbortSignal): Promise<Map<string, Tensor>> {
    const found = new Map<string, Tensor>();
    const missing: string[] = [];
    for (const text of texts) {
      const known = await this.#store.get(text);
      if (known) found.set(text, known);
      else missing.push(text);
    }
    if (missing.length > 0) await this.#encodeMissing(missing, found, signal);
    return found;
  }

  async #encodeMissing(texts: readonly string[], found: Map<string, Tensor>, signal: AbortSignal): Promise<void> {
    const tokenize = await this.#tokenizer();
    this.#session ??= await this.#open(signal);
    for (const text of texts) {
      signal.throwIfAborted();
      const states = await this.#encodeText(this.#session, tokenize, text);
      checkFinite(states, "the text encoder's answer");
      found.set(text, states);
      await this.#store.put(text, states);
    }
  }

  /** Read once; one that could not be read is tried anew. */
  #tokenizer(): Promise<Tokenize> {
    this.#tokenize ??= readTokenizer(this.#parts.tokenizer).catch((error: unknown) => {
      this.#tokenize = undefined;
      throw error;
    });
    return this.#tokenize;
  }

  async #encodeText(session: Session, tokenize: Tokenize, text: string): Promise<Tensor> {
    const { tokens } = this.#parts;
    const { ids, mask } = tokenize(text, tokens);
    const row = (values: readonly number[]) => tensor([1, tokens], Float32Array.from(values));
    const { last_hidden_state: states } = await session.run({ input_ids: row(ids), attention_mask: row(mask) });
    return states!;
  }
}
