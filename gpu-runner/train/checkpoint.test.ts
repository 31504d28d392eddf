import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSafetensors, writeSafetensors } from '../bundle/safetensors.ts';
import { tensor } from '../tensor/tensor.ts';
import {
  type Checkpoint,
  CheckpointError,
  hasCheckpoint,
  loadCheckpoint,
  mayPass,
  saveCheckpoint,
} from './checkpoint.ts';
import type { Config } from './configs.ts';
import type { DigitConfigOf } from './digits/config.ts';

vi.mock('../bundle/safetensors.ts', { spy: true });

const config: DigitConfigOf<'mnist-class'> = {
  net: 'mnist-class',
  hidden: 64,
  epochs: 2,
  batch: 4,
  lr: 1e-3,
  limit: 16,
  seed: 3,
  ema: 0.999,
  optimiser: 'adam',
  decay: 0.1,
  drop: 0.1,
  timesteps: 300,
};
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-checkpoint-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function at(step: number, values: number[] = [1.5, -2]): Checkpoint {
  return { config, step, state: { 'param.w': tensor([values.length], Float32Array.from(values)) } };
}

describe('checkpoints', () => {
  it('come back as saved', async () => {
    await saveCheckpoint(directory, at(5));
    expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(5) });
  });

  it('of runs that did not write their learning rate, nor what their net takes beside, have what they used', async () => {
    const { lr, optimiser, decay, drop, timesteps, ...older } = config;
    const metadata = Object.fromEntries(
      Object.entries({ ...older, step: 5 }).map(([key, value]) => [key, String(value)]),
    );
    await writeSafetensors(join(directory, 'checkpoint.safetensors'), at(5).state, metadata);
    expect((await loadCheckpoint(directory)).checkpoint).toEqual(at(5));
    await saveCheckpoint(directory, at(6));
    expect(readdirSync(directory).toSorted()).toEqual(['checkpoint.prev.safetensors', 'checkpoint.safetensors']);
  });

  it('keep what a run does otherwise than its net', async () => {
    const varied = { ...at(5), config: { ...config, optimiser: 'muon', decay: 1, drop: 0.2, timesteps: 9 } as const };
    await saveCheckpoint(directory, varied);
    expect((await loadCheckpoint(directory, { drop: 0.2 })).checkpoint).toEqual(varied);
  });

  it('fall back to the previous one, and say so, when the last is cut in half or gone', async () => {
    const last = join(directory, 'checkpoint.safetensors');
    await saveCheckpoint(directory, at(5));
    await saveCheckpoint(directory, at(6));
    truncateSync(last, statSync(last).size / 2);
    const { checkpoint, notice } = await loadCheckpoint(directory);
    expect(checkpoint.step).toBe(5);
    expect(notice).toMatch(/checkpoint\.safetensors cannot be used .*: using .*checkpoint\.prev\.safetensors/);
    rmSync(last);
    expect((await loadCheckpoint(directory)).checkpoint.step).toBe(5);
  });

  it('fall back to the previous one where a number of the last is another than was saved, and keep it until there are two good ones', async () => {
    const last = join(directory, 'checkpoint.safetensors');
    await saveCheckpoint(directory, at(5));
    await saveCheckpoint(directory, at(6));
    for (const step of [7, 8]) {
      const bytes = readFileSync(last);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(last, bytes);
      const { checkpoint, notice } = await loadCheckpoint(directory);
      expect([checkpoint, notice]).toEqual([at(5), expect.stringContaining('(it is damaged): using')]);
      await saveCheckpoint(directory, at(step));
      expect((await loadCheckpoint(directory)).checkpoint.step).toBe(step);
    }
    rmSync(last);
    expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(5) });
  });

  it('are found where a process was killed before the last was put in its place, which the next save does', async () => {
    const place = (name: string) => join(directory, `checkpoint${name}.safetensors`);
    await saveCheckpoint(directory, at(5));
    await saveCheckpoint(directory, at(6));
    renameSync(place(''), place('.next'));
    rmSync(place('.prev'));
    expect(hasCheckpoint(directory)).toBe(true);
    expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(6) });
    await saveCheckpoint(directory, at(7));
    truncateSync(place(''), 10);
    expect((await loadCheckpoint(directory)).checkpoint.step).toBe(6);
  });

  it('are gone on from where a process was killed before anything was moved for the newest', async () => {
    const place = (name: string) => join(directory, `checkpoint${name}.safetensors`);
    await saveCheckpoint(directory, at(5));
    await saveCheckpoint(directory, at(6));
    renameSync(place(''), place('.next'));
    renameSync(place('.prev'), place(''));
    expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(6) });
    await saveCheckpoint(directory, at(7));
    rmSync(place(''));
    expect((await loadCheckpoint(directory)).checkpoint.step).toBe(6);
  });

  it('stay as the previous one where the last cannot be read, until there are two good ones', async () => {
    const last = join(directory, 'checkpoint.safetensors');
    await saveCheckpoint(directory, at(5));
    await saveCheckpoint(directory, at(6));
    for (const step of [7, 8]) {
      truncateSync(last, statSync(last).size - 4);
      await saveCheckpoint(directory, at(step));
    }
    rmSync(last);
    expect((await loadCheckpoint(directory)).checkpoint.step).toBe(5);
  });

  it('say when there is none, and when none can be used', async () => {
    await expect(loadCheckpoint(directory)).rejects.toThrow(`no checkpoint in ${directory}`);
    await saveCheckpoint(directory, at(5));
    truncateSync(join(directory, 'checkpoint.safetensors'), 10);
    await expect(loadCheckpoint(directory)).rejects.toThrow('checkpoint.safetensors cannot be used');
  });

  it('say whether reading them may succeed another time', async () => {
    const last = join(directory, 'checkpoint.safetensors');
    const fault = async (): Promise<CheckpointError> => {
      const error = await loadCheckpoint(directory).catch((cause) => cause);
      expect(error).toBeInstanceOf(CheckpointError);
      return error;
    };
    expect(mayPass(await fault())).toBe(false);
    writeFileSync(last, 'garbage');
    expect(mayPass(await fault())).toBe(false);
    rmSync(last);
    mkdirSync(join(last, 'a-folder-in-its-place'), { recursive: true });
    expect(mayPass(await fault())).toBe(true);
  });

  it('are not written from a state that is not finite; the last good one is kept', async () => {
    const broken = saveCheckpoint(directory, at(4, [1, Number.NaN]));
    await expect(broken).rejects.toThrow('param.w is not finite at step 4; nothing was saved');
    await saveCheckpoint(directory, at(5));
    const brokenToo = saveCheckpoint(directory, at(6, [1, Number.NaN]));
    await expect(brokenToo).rejects.toThrow('param.w is not finite at step 6; the last good checkpoint is kept');
    expect((await loadCheckpoint(directory)).checkpoint).toEqual(at(5));
  });

  it('say when they cannot be written', async () => {
    const gone = join(directory, 'gone');
    await expect(saveCheckpoint(gone, at(5))).rejects.toThrow(`cannot save step 5 in ${gone}`);
    expect(existsSync(gone)).toBe(false);
  });

  it('are none where the file is another, which is said in a line', async () => {
    await writeSafetensors(join(directory, 'checkpoint.safetensors'), at(5).state, { format: 'pt' });
    await expect(loadCheckpoint(directory)).rejects.toThrow(/cannot be used \(it is no checkpoint: net: .*\)$/);
  });

  it('are saved where a process was killed that saved one, and nothing of it stays', async () => {
    await saveCheckpoint(directory, at(5));
    writeFileSync(join(directory, 'checkpoint.next.safetensors.0b1f.tmp'), 'half of one');
    await saveCheckpoint(directory, at(6));
    expect(readdirSync(directory).toSorted()).toEqual(['checkpoint.prev.safetensors', 'checkpoint.safetensors']);
  });

  it('are damaged where what they say of the run is another than was saved', async () => {
    const last = join(directory, 'checkpoint.safetensors');
    await saveCheckpoint(directory, at(5));
    await saveCheckpoint(directory, at(6));
    writeFileSync(last, readFileSync(last, 'latin1').replace('"step":"6"', '"step":"9"'), 'latin1');
    const { checkpoint, notice } = await loadCheckpoint(directory);
    expect([checkpoint, notice]).toEqual([at(5), expect.stringContaining('(it is damaged): using')]);
  });

  it('are read where their digest is of the state alone, as it was before', async () => {
    const { config: of, step, state } = at(5);
    const sha256 = createHash('sha256').update('param.w 2\n').update(state['param.w']!.data).digest('hex');
    const metadata = Object.fromEntries(
      Object.entries({ ...of, step, sha256 }).map(([key, value]) => [key, `${value}`]),
    );
    const write = (values: number[]) =>
      writeSafetensors(join(directory, 'checkpoint.safetensors'), at(5, values).state, metadata);
    await write([1.5, -2]);
    expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(5) });
    await write([1.5, -3]);
    await expect(loadCheckpoint(directory)).rejects.toThrow('it is damaged');
  });

  it('are safe where the system would not read the last one, which stays, and take its place when it does', async () => {
    const last = join(directory, 'checkpoint.safetensors');
    mkdirSync(last);
    for (const step of [5, 6]) {
      expect(await saveCheckpoint(directory, at(step))).toBe(false);
      expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(step) });
    }
    rmdirSync(last);
    expect(await saveCheckpoint(directory, at(7))).toBe(true);
    rmSync(last);
    expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(6) });
  });

  it('are not read again by the process that put them in their place', async () => {
    await saveCheckpoint(directory, at(5));
    vi.mocked(readSafetensors).mockClear();
    await saveCheckpoint(directory, at(6));
    expect(readSafetensors).not.toHaveBeenCalled();
    rmSync(join(directory, 'checkpoint.safetensors'));
    expect(await loadCheckpoint(directory)).toEqual({ checkpoint: at(5) });
  });

  it('of another run are refused by name', async () => {
    await saveCheckpoint(directory, at(5));
    const asked = (other: Partial<Config>) => loadCheckpoint(directory, other);
    await expect(asked({ net: 'mnist-class', hidden: 32 })).rejects.toThrow('of a run with hidden 64, not 32');
    await expect(asked({ net: 'mnist-judge' })).rejects.toThrow('of a run with net mnist-class, not mnist-judge');
    expect((await asked({ net: 'mnist-class', seed: 3 })).checkpoint.step).toBe(5);
    await expect(asked({ drop: 0.2 })).rejects.toThrow('of a run with drop 0.1, not 0.2');
    expect((await asked({ drop: 0.1, timesteps: 300 })).checkpoint.step).toBe(5);
  });

  it('of another run are passed over for the previous one, which is said, and are put aside', async () => {
    const [last, previous] = ['', '.prev'].map((name) => join(directory, `checkpoint${name}.safetensors`));
    await saveCheckpoint(directory, at(5));
    renameSync(last!, previous!);
    await saveCheckpoint(directory, { ...at(6), config: { ...config, hidden: 32 } });
    const { checkpoint, notice } = await loadCheckpoint(directory, { hidden: 64 });
    expect(checkpoint.step).toBe(5);
    expect(notice).toMatch(/cannot be used \(it is of a run with hidden 32, not 64\): using .*prev/);
    await saveCheckpoint(directory, at(7));
    rmSync(last!);
    expect((await loadCheckpoint(directory, { hidden: 64 })).checkpoint.step).toBe(5);
    const aside = await readSafetensors(join(directory, 'checkpoint.other.safetensors'));
    expect(aside.metadata).toMatchObject({ hidden: '32', step: '6' });
  });
});
