import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partialOf } from './download.ts';
import { HubServer, repositoriesOf, TOKEN } from './hub.fixture.ts';
import { faultOf } from './integrity.ts';
import { missingBytes, planPull, pull } from './pull.ts';
import { readRecord } from './record.ts';

const repositories = repositoriesOf('if-m');
const unet = 'unet/diffusion_pytorch_model.fp16.safetensors';
const { signal } = new AbortController();
let server: HubServer;
let root: string;
let directory: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pull-'));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(async () => {
  server = await HubServer.start(repositories);
  directory = join(await mkdtemp(join(root, 'b-')), 'if-m');
  return () => server[Symbol.asyncDispose]();
});

const hub = () => ({ url: server.url, token: TOKEN });
const plan = () => planPull(hub(), 'if-m', 'fp16');
const get = async (aborts = signal, onBytes: (bytes: number) => void = () => {}) =>
  pull(await plan(), { hub: hub(), directory, signal: aborts, onProgress: ({ bytes }) => onBytes(bytes) });

describe('pull', () => {
  it('brings the configurations, the vocabulary and the half-precision weights of both stages, and no others', async () => {
    await get();
    const { files } = (await readRecord(directory))!;
    expect(files.map(({ target }) => target).toSorted()).toEqual(
      [
        'README.md',
        'model_index.json',
        unet,
        'unet/config.json',
        'text_encoder/config.json',
        'text_encoder/model.safetensors.index.fp16.json',
        'text_encoder/model.fp16-00001-of-00002.safetensors',
        'text_encoder/model.fp16-00002-of-00002.safetensors',
        'tokenizer/spiece.model',
        'tokenizer/tokenizer_config.json',
        'scheduler/scheduler_config.json',
        'safety_checker/config.json',
        'safety_checker/model.safetensors',
        'feature_extractor/preprocessor_config.json',
        'watermarker/config.json',
        'watermarker/diffusion_pytorch_model.safetensors',
        'stage2/model_index.json',
        'stage2/unet/config.json',
        `stage2/${unet}`,
        'stage2/scheduler/scheduler_config.json',
        'stage2/image_noising_scheduler/scheduler_config.json',
      ].toSorted(),
    );
    for (const file of files) expect(await faultOf(join(directory, file.target), file)).toBeUndefined();
    expect(readFileSync(join(directory, unet))).toEqual(
      Buffer.from(repositories['DeepFloyd/IF-I-M-v1.0']![unet] as Uint8Array),
    );
  });

  it('says what it needs: bytes to fetch, memory for the larger of encoder and U-Nets, and the licence', async () => {
    const { bytes, residentBytes, licence, files } = await plan();
    expect(residentBytes).toBe(4500);
    expect(bytes).toBe(files.reduce((sum, { size }) => sum + size, 0));
    expect(licence).toBe('LICENCE OF THE FIXTURE\n\nResearch only.');
  });

  it('takes a lost connection up where it stopped', async () => {
    server.mischief.cut = { path: unet, after: [700, 300] };
    await get();
    const ranges = server.ranges.filter(([path]) => path === unet).map(([, range]) => range);
    const stage1 = ranges.slice(0, -1);
    expect(stage1).toEqual([undefined, 'bytes=700-1999', 'bytes=1000-1999']);
  });

  it('goes on in the next run with what the last one left', async () => {
    const controller = new AbortController();
    server.mischief.cut = { path: unet, after: [900] };
    await expect(
      get(controller.signal, (bytes) => bytes > 0 && controller.abort(new Error('stopped'))),
    ).rejects.toThrow();
    await get();
    const asked = server.ranges.length;
    await get();
    expect(server.ranges.length).toBe(asked + 1);
  });

  it('counts as missing what is neither there nor begun', async () => {
    const { files, bytes } = await plan();
    const begun = files.find(({ target }) => target === unet)!;
    await mkdir(join(directory, 'unet'), { recursive: true });
    await writeFile(join(directory, 'unet/config.json'), '{}');
    await writeFile(partialOf(directory, begun), new Uint8Array(900));
    expect(await missingBytes(files, directory)).toBe(bytes - 902);
  });

  it('tries an answer that may change again, and says at once with which status it was refused', async () => {
    server.mischief.deny = { path: unet, with: [503, 403] };
    await expect(get()).rejects.toThrow(`${unet} could not be fetched: it was answered with status 403; run`);
    expect(server.ranges.filter(([path]) => path === unet)).toHaveLength(2);
  });

  it('leaves of other weights in the same places none, which would be read before those asked for', async () => {
    const whole = 'unet/diffusion_pytorch_model.safetensors';
    const others = [whole, 'unet/diffusion_pytorch_model.safetensors.index.json'];
    const kept = ['unet/notes.json', 'unet/diffusion_pytorch_model.bin', 'mine/model.safetensors'];
    await get();
    await mkdir(join(directory, 'mine'));
    for (const file of [...others, ...kept]) await writeFile(join(directory, file), '');
    await get();
    expect(others.filter((file) => existsSync(join(directory, file)))).toEqual([]);
    expect(kept.every((file) => existsSync(join(directory, file)))).toBe(true);
    expect(existsSync(join(directory, unet))).toBe(true);
  });

  it('keeps no file whose digest is wrong', async () => {
    server.mischief.corrupt = unet;
    await expect(get()).rejects.toThrow(/unet\/diffusion_pytorch_model.fp16.safetensors is corrupted: its sha256 is/);
    expect(existsSync(join(directory, unet))).toBe(false);
    expect(existsSync(join(directory, 'model_index.json'))).toBe(false);
  });

  it('is told what to do about a token that is missing, unknown or not entitled', async () => {
    await expect(planPull({ url: server.url }, 'if-m', 'fp16')).rejects.toThrow(
      /gated: accept its licence there and give/,
    );
    await expect(planPull({ ...hub(), token: 'hf_other' }, 'if-m', 'fp16')).rejects.toThrow(/does not know the token/);
    server.mischief.refuse = true;
    await expect(plan()).rejects.toThrow(/accept its licence there with the account of HF_TOKEN/);
  });

  it('is told when the hub is not reached', async () => {
    const nowhere = { url: 'http://127.0.0.1:9', token: TOKEN };
    await expect(planPull(nowhere, 'if-m', 'fp16')).rejects.toThrow(/127\.0\.0\.1:9.* cannot be read/);
  });
});

describe('faultOf', () => {
  it('names what is wrong with a file', async () => {
    await get();
    const file = (await readRecord(directory))!.files.find(({ target }) => target === unet)!;
    const path = join(directory, unet);
    await writeFile(path, 'short');
    expect(await faultOf(path, file)).toBe('has 5 bytes, where 2000 are wanted');
    await writeFile(path, new Uint8Array(2000));
    expect(await faultOf(path, file)).toMatch(/is corrupted/);
    await rm(path);
    expect(await faultOf(path, file)).toBe('is missing');
  });
});
