import { describe, expect, it } from 'vitest';
import { tensor } from '../tensor/tensor.ts';
import { Workspace } from '../tensor/workspace.ts';
import type { FixtureData } from './thread-session.fixture.ts';
import { openThreadSession } from './thread-session.ts';

const script = new URL('./thread-session.fixture.ts', import.meta.url);
const feeds = { x: tensor([1], Float32Array.of(1)) };

const newMarks = () => new Int32Array(new SharedArrayBuffer(12));
const open = (marks: Int32Array, opens = true) => openThreadSession(script, { marks, opens } satisfies FixtureData);

describe('a session in a thread of its own', () => {
  it('goes on after an evaluation that failed', async () => {
    const session = await open(newMarks());
    await expect(session.run({})).rejects.toThrow('there are no feeds');
    expect(await session.run(feeds)).toEqual(feeds);
    await session.release();
  });

  it('answers calls that are made together with what each asked, in results of their own', async () => {
    const session = await open(newMarks());
    const all = [1, 2, 3].map((x) => ({ x: tensor([2], Float32Array.of(x, -x)) }));
    expect(await Promise.all(all.map((each) => session.run(each)))).toEqual(all);
    await session.release();
  });

  it('goes on after feeds that it cannot take, at once and among other calls', async () => {
    const session = await open(newMarks());
    const wrong = { x: { dims: [1], data: Float32Array.of(1, 2) } };
    await expect(session.run(wrong)).rejects.toThrow('holds 1 values, not 2');
    const calls = [feeds, wrong, wrong, feeds].map((each) => session.run(each));
    const ways = (await Promise.allSettled(calls)).map(({ status }) => status);
    expect(ways).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    await session.release();
  });

  it('goes on after results that there is no room for', async () => {
    const session = await open(newMarks());
    const full = () => {
      throw new RangeError('there is no memory');
    };
    await expect(session.run(feeds, new Workspace(() => full))).rejects.toThrow('there is no memory');
    expect(await session.run(feeds)).toEqual(feeds);
    await session.release();
  });

  it('puts results into the workspace that it is given', async () => {
    const session = await open(newMarks());
    const into = new Workspace();
    const { x: first } = await session.run(feeds, into);
    const { x: second } = await session.run({ x: tensor([1], Float32Array.of(2)) }, into);
    expect(second!.data).toEqual(Float32Array.of(2));
    expect(second!.data.buffer).toBe(first!.data.buffer);
    await session.release();
  });

  it('lets an evaluation under way come to its end when it is released, though nobody waits for it any more', async () => {
    const marks = newMarks();
    const session = await open(marks);
    const refused = expect(session.run(feeds)).rejects.toThrow('the session is closed');
    await Atomics.waitAsync(marks, 0, 0).value;
    await session.release();
    expect([...marks]).toEqual([1, 1, 1]);
    await refused;
    await expect(session.run(feeds)).rejects.toThrow('the session is closed');
  });

  it('leaves no thread when it cannot be opened', async () => {
    const marks = newMarks();
    await expect(open(marks, false)).rejects.toThrow('the weights are gone');
    expect([...marks]).toEqual([0, 0, 1]);
  });
});
