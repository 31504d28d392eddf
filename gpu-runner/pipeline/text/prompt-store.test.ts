import { mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { diskStore, memoryStore } from './prompt-store.ts';

const states = (value: number) => tensor([1, 2, 4], new Float32Array(8).fill(value));
const folder = () => mkdtemp(join(tmpdir(), 'manifold-prompts-'));
const filesIn = async (directory: string) =>
  (await readdir(join(directory, 'one'))).map((file) => join(directory, 'one', file));
const untilFull = 65;

describe('prompts on disk', () => {
  it('come back as they were put, for whoever opens the folder', async () => {
    const directory = await folder();
    await diskStore(directory, 1e6, 'one').put('a boat', states(1));
    expect(await diskStore(directory, 1e6, 'one').get('a boat')).toEqual(states(1));
    expect(await diskStore(directory, 1e6, 'one').get('a goat')).toBeUndefined();
    expect(await diskStore(directory, 1e6, 'another').get('a boat')).toBeUndefined();
  });

  it('go when they were not asked for longest, within so many bytes, whoever made them', async () => {
    const directory = await folder();
    const store = diskStore(directory, 250, 'one');
    await store.put('first', states(1));
    for (const file of await filesIn(directory)) await utimes(file, new Date(0), new Date(0));
    await diskStore(directory, 250, 'another').put('second', states(2));
    await store.put('third', states(3));
    expect(await store.get('first')).toBeUndefined();
    expect(await store.get('third')).toEqual(states(3));
    await diskStore(directory, 0, 'another').put('fourth', states(4));
    expect(await readdir(directory)).toEqual([]);
  });

  it('are none when the file is broken or the folder cannot be written', async () => {
    const directory = await folder();
    const store = diskStore(directory, 1e6, 'one');
    await store.put('a boat', states(1));
    await writeFile((await filesIn(directory))[0]!, 'broken');
    expect(await store.get('a boat')).toBeUndefined();
    const nowhere = diskStore('/dev/null/prompts', 1e6, 'one');
    await nowhere.put('a boat', states(1));
    expect(await nowhere.get('a boat')).toBeUndefined();
  });
});

describe('prompts in memory', () => {
  it('are the last that were asked for, and all those beyond', async () => {
    const store = memoryStore();
    for (let i = 0; i < untilFull; i++) {
      await store.put(`prompt ${i}`, states(i));
      await store.get('prompt 0');
    }
    expect(await store.get('prompt 0')).toEqual(states(0));
    expect(await store.get('prompt 1')).toBeUndefined();
    const beyond = memoryStore();
    await beyond.put('a boat', states(1));
    expect(await memoryStore(beyond).get('a boat')).toEqual(states(1));
  });
});
