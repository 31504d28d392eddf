import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import { createSession } from '../runtime/session.ts';
import { add, mul } from './elementwise.ts';
import { Graph } from './graph.ts';
import { serialise } from './serialise.ts';
import { concat, reshape, transpose } from './shape.ts';

describe('serialise', () => {
  it('writes constants, integers, attributes and an open batch that onnxruntime reads back', async () => {
    const g = new Graph();
    const x = g.input('x', ['N', 2]);
    const shifted = add(g, x, g.constant({ dims: [2], data: Float32Array.of(10, 20) }));
    g.output('y', concat(g, [transpose(g, shifted, [0, 1]), reshape(g, x, ['N', 2])], 1));
    const session = await createSession(serialise(g), { threads: 1 });
    for (const n of [1, 3]) {
      const input = normalTensor([n, 2], n);
      const { y } = await session.run({ x: input });
      expect(y!.dims).toEqual([n, 4]);
      expect([...y!.data.subarray(0, 4)]).toEqual([
        ...Float32Array.from([0, 1, 0, 1], (c, i) => input.data[c]! + [10, 20, 0, 0][i]!),
      ]);
    }
    await session.release();
  });

  it('leaves out what no output needs', () => {
    const g = new Graph();
    const x = g.input('x', [1]);
    g.output('y', add(g, x, x));
    const small = serialise(g).length;
    mul(g, x, g.constant({ dims: [1000], data: new Float32Array(1000) }));
    expect(serialise(g)).toHaveLength(small);
  });

  it('names weights in a file by their offset', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'external-'));
    const weight = Float32Array.of(1, 2, 3);
    await writeFile(join(directory, 'w.bin'), Buffer.concat([Buffer.alloc(5, 0xff), Buffer.from(weight.buffer)]));
    const g = new Graph();
    g.output('y', add(g, g.input('x', [3]), g.external('w', [3], { location: 'w.bin', offset: 5, length: 12 })));
    const session = await createSession(serialise(g), { directory, threads: 1 });
    const { y } = await session.run({ x: { dims: [3], data: Float32Array.of(10, 10, 10) } });
    expect([...y!.data]).toEqual([11, 12, 13]);
    await session.release();
    await rm(directory, { recursive: true });
  });
});
