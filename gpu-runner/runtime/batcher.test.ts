import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Tensors, tensor } from '../tensor/tensor.ts';
import { Workspace } from '../tensor/workspace.ts';
import { Batcher, type Evaluate } from './batcher.ts';

const never = new AbortController().signal;

/** Feeds of rows [x, x + 1] with a number each. */
function feeds(...xs: number[]): Tensors {
  return {
    x: tensor([xs.length, 2], Float32Array.from(xs.flatMap((x) => [x, x + 1]))),
    t: tensor([xs.length], Float32Array.from(xs)),
  };
}

/** Doubles every row; keeps the first number of each row of each batch. */
function doubling() {
  const batches: number[][] = [];
  const evaluate: Evaluate = async ({ x, t }) => {
    batches.push([...t!.data]);
    await new Promise((resolve) => setImmediate(resolve));
    return {
      y: tensor(
        x!.dims,
        x!.data.map((value) => 2 * value),
      ),
      s: t!,
    };
  };
  return { batches, evaluate };
}

const doubled = (...xs: number[]) => ({
  y: tensor([xs.length, 2], Float32Array.from(xs.flatMap((x) => [2 * x, 2 * x + 2]))),
  s: tensor([xs.length], Float32Array.from(xs)),
});

describe('a batcher', () => {
  it('joins calls made together, oldest first', async () => {
    const { batches, evaluate } = doubling();
    const batcher = new Batcher(evaluate, 8);
    const answers = [[1, 2], [3], [4, 5]].map((xs) => batcher.evaluate(feeds(...xs), never));
    expect(await Promise.all(answers)).toEqual([doubled(1, 2), doubled(3), doubled(4, 5)]);
    expect(batches).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('cuts calls that are larger than the budget', async () => {
    const { batches, evaluate } = doubling();
    const batcher = new Batcher(evaluate, 3);
    const answers = [batcher.evaluate(feeds(1, 2, 3, 4, 5), never), batcher.evaluate(feeds(6, 7), never)];
    expect(await Promise.all(answers)).toEqual([doubled(1, 2, 3, 4, 5), doubled(6, 7)]);
    expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  });

  it('hands on a call that has a batch to itself without a copy', async () => {
    const handed: Tensors[] = [];
    const batcher = new Batcher(async (given) => {
      handed.push(given);
      return given;
    }, 8);
    const alone = feeds(1, 2);
    expect(await batcher.evaluate(alone, never)).toEqual(alone);
    expect(handed[0]).toBe(alone);
  });

  it('puts the rows of a joined call into its workspace, in the place of those before', async () => {
    const batcher = new Batcher(doubling().evaluate, 8);
    const into = new Workspace();
    const [first] = await Promise.all([batcher.evaluate(feeds(1, 2), never, into), batcher.evaluate(feeds(9), never)]);
    const kept = first.y!.data;
    const [second] = await Promise.all([batcher.evaluate(feeds(3, 4), never, into), batcher.evaluate(feeds(9), never)]);
    expect(second).toEqual(doubled(3, 4));
    expect(second.y!.data).toBe(kept);
  });

  it('joins computations that go on step by step', async () => {
    const { batches, evaluate } = doubling();
    const batcher = new Batcher(evaluate, 8);
    const computation = async (start: number) => {
      for (let step = 0; step < 3; step++) await batcher.evaluate(feeds(start + step), never);
    };
    await Promise.all([computation(10), computation(20)]);
    expect(batches).toEqual([
      [10, 20],
      [11, 21],
      [12, 22],
    ]);
  });

  it('answers each call with its own rows, whatever the sizes and the budget', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 12 }), async (sizes, budget) => {
        const { batches, evaluate } = doubling();
        const batcher = new Batcher(evaluate, budget);
        const rows = sizes.map((size, call) => Array.from({ length: size }, (_, row) => 100 * call + row));
        const answers = await Promise.all(rows.map((xs) => batcher.evaluate(feeds(...xs), never)));
        expect(answers).toEqual(rows.map((xs) => doubled(...xs)));
        expect(batches.flat()).toEqual(rows.flat());
        expect(batches.slice(0, -1).every((batch) => batch.length === budget)).toBe(true);
      }),
    );
  });

  it('lets an aborted call leave before its rows are computed', async () => {
    const { batches, evaluate } = doubling();
    const batcher = new Batcher(evaluate, 2);
    const controller = new AbortController();
    const kept = batcher.evaluate(feeds(1, 2), never);
    const left = expect(batcher.evaluate(feeds(3, 4), controller.signal)).rejects.toThrow('enough');
    const last = batcher.evaluate(feeds(5), never);
    controller.abort(new Error('enough'));
    await left;
    expect(await Promise.all([kept, last])).toEqual([doubled(1, 2), doubled(5)]);
    expect(batches).toEqual([[1, 2], [5]]);
    await expect(batcher.evaluate(feeds(6), controller.signal)).rejects.toThrow('enough');
  });

  it('rejects at once a call that is aborted while it is computed', async () => {
    const held = Promise.withResolvers<Tensors>();
    const batcher = new Batcher(() => held.promise, 8);
    const controller = new AbortController();
    const aborted = expect(batcher.evaluate(feeds(1), controller.signal)).rejects.toThrow('enough');
    const other = batcher.evaluate(feeds(2), never);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('enough'));
    await aborted;
    held.resolve(doubled(1, 2));
    expect(await other).toEqual(doubled(2));
  });

  it('rejects the calls of a batch that fails, and goes on', async () => {
    const { evaluate } = doubling();
    let broken = true;
    const batcher = new Batcher((given) => (broken ? Promise.reject(new Error('out of memory')) : evaluate(given)), 2);
    const failed = [batcher.evaluate(feeds(1), never), batcher.evaluate(feeds(2, 3, 4), never)];
    for (const { status } of await Promise.allSettled(failed)) expect(status).toBe('rejected');
    broken = false;
    expect(await batcher.evaluate(feeds(5), never)).toEqual(doubled(5));
  });
});
