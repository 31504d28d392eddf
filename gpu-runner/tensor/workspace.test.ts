import { describe, expect, it } from 'vitest';
import { tensor } from './tensor.ts';
import { reusedRoom, sharedWorkspace, Workspace } from './workspace.ts';

const row = (...values: number[]) => tensor([values.length], Float32Array.from(values));

describe('a reused room', () => {
  it('gives each tensor the place of the one before it, and grows', () => {
    const room = reusedRoom();
    const first = room([2, 3]);
    expect(room([2, 3])).toBe(first);
    expect(room([4]).data.buffer).toBe(first.data.buffer);
    expect(room([7]).dims).toEqual([7]);
    expect(room([2, 3]).data).toHaveLength(6);
  });
});

describe('a workspace', () => {
  it('keeps a copy of each tensor in the place of the last of its name', () => {
    const workspace = new Workspace();
    const given = { x: row(1, 2), y: row(3) };
    const copies = workspace.put(given);
    expect(copies).toEqual(given);
    expect(workspace.put({ x: row(4, 5), y: row(6) })).toBe(copies);
    expect(copies).toEqual({ x: row(4, 5), y: row(6) });
    expect(given.x).toEqual(row(1, 2));
  });

  it('tells apart what lies elsewhere: other sizes, other names', () => {
    const workspace = new Workspace();
    const copies = workspace.put({ x: row(1), y: row(2) });
    expect(workspace.put({ x: row(1) })).toEqual({ x: row(1) });
    expect(workspace.put({ x: row(1, 2), y: row(3) })).not.toBe(copies);
  });

  it.each([[1], [3]])('refuses a tensor of two values that holds %i', (count) => {
    const workspace = new Workspace();
    const copies = workspace.put({ x: row(1, 2) });
    expect(() => workspace.put({ x: { dims: [2], data: new Float32Array(count) } })).toThrow(`not ${count}`);
    expect(copies).toEqual({ x: row(1, 2) });
  });

  it('may be in shared memory', () => {
    expect(sharedWorkspace().put({ x: row(1) }).x!.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});
