import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomIfBundle } from '../../bundle/random-if-bundle.fixture.ts';
import type { Session } from '../../runtime/session.ts';
import { tensor } from '../../tensor/tensor.ts';
import { PromptEncoder } from './prompt-encoder.ts';
import { memoryStore } from './prompt-store.ts';

const never = new AbortController().signal;
const states = (value: number) => tensor([1, 1, 1], Float32Array.of(value));
let tokenizer: string;
beforeAll(async () => {
  tokenizer = join(await randomIfBundle(), 'tokenizer');
});

/** An encoder whose texts all become what `encode` answers. */
function encoderOf(encode: () => Promise<number>, store = memoryStore()) {
  const session: Session = {
    run: async () => ({ last_hidden_state: states(await encode()) }),
    release: async () => undefined,
  };
  return new PromptEncoder({ tokenizer, tokens: 4 }, async () => session, store);
}

describe('a prompt encoder', () => {
  it('lets who has given up wait for nobody, and serves who still waits in turn', async () => {
    const gate = Promise.withResolvers<number>();
    const begun: number[] = [];
    const encoder = encoderOf(() => {
      begun.push(begun.length);
      return gate.promise;
    });
    const first = encoder.encode(['a boat'], never);
    const controller = new AbortController();
    const second = encoder.encode(['a goat'], controller.signal);
    const third = encoder.encode(['a coat'], never);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    await expect(encoder.encode(['a moat'], controller.signal)).rejects.toBe(reason);
    expect(begun.length).toBeLessThan(2);
    gate.resolve(1);
    expect(await Promise.all([first, third])).toEqual([
      new Map([['a boat', states(1)]]),
      new Map([['a coat', states(1)]]),
    ]);
    expect(begun).toHaveLength(2);
  });

  it('keeps nothing that is no number, and encodes it again', async () => {
    const store = memoryStore();
    let answer = Number.NaN;
    const encoder = encoderOf(async () => answer, store);
    await expect(encoder.encode(['a boat'], never)).rejects.toThrow("the text encoder's answer is not finite");
    expect(await store.get('a boat')).toBeUndefined();
    answer = 1;
    expect(await encoder.encode(['a boat'], never)).toEqual(new Map([['a boat', states(1)]]));
  });

  it('is loaded once for all who wait, and dropped after the last of them, though that one gave up', async () => {
    let [opened, released] = [0, 0];
    const gate = Promise.withResolvers<void>();
    const open = async (): Promise<Session> => {
      opened += 1;
      const run = () => gate.promise.then(() => ({ last_hidden_state: states(1) }));
      const release = async () => {
        released += 1;
      };
      return { run, release };
    };
    const encoder = new PromptEncoder({ tokenizer, tokens: 4 }, open, memoryStore());
    const leaving = new AbortController();
    const others = ['a boat', 'a goat'].map((prompt) => encoder.encode([prompt], never));
    const last = expect(encoder.encode(['a coat'], leaving.signal)).rejects.toThrow('enough');
    leaving.abort(new Error('enough'));
    gate.resolve();
    await Promise.all([...others, last]);
    await expect.poll(() => [opened, released]).toEqual([1, 1]);
    await encoder.encode(['a moat'], never);
    await expect.poll(() => [opened, released]).toEqual([2, 2]);
  });

  it('tells what it does not read of prompts that are too long, of equal ones once', async () => {
    const unopened = async () => Promise.reject(new Error('the encoder is not wanted'));
    const encoder = new PromptEncoder({ tokenizer, tokens: 8 }, unopened, memoryStore());
    expect(await encoder.unread(['a boat', ''])).toEqual([]);
    const whole = { read: 7, leftOut: 11, words: 'goat again' };
    expect(await encoder.unread(['A boat goat again ', 'a boat', 'a boat goat again'])).toEqual([whole]);
    expect(await encoder.unread(['a\tboat\ngoat again'])).toEqual([whole]);
  });

  it('reads its tokenizer anew when that could not be read', async () => {
    const place = join(await mkdtemp(join(tmpdir(), 'tokenizer-')), 'tokenizer');
    const session: Session = { run: async () => ({ last_hidden_state: states(1) }), release: async () => undefined };
    const encoder = new PromptEncoder({ tokenizer: place, tokens: 4 }, async () => session, memoryStore());
    await expect(encoder.encode(['a boat'], never)).rejects.toThrow();
    await cp(tokenizer, place, { recursive: true });
    expect(await encoder.encode(['a boat'], never)).toEqual(new Map([['a boat', states(1)]]));
    await rm(dirname(place), { recursive: true });
  });
});
