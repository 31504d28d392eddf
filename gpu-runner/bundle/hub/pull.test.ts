import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partialOf } from './download.ts';
import { HubServer, repositoriesOf, TOKEN } from './hub.fixture.ts';
import { faultOf } from './integrity.ts';
import { missingBytes, presentFiles } from './leftovers.ts';
import { lockFile } from './lock.ts';
import { planPull, pull } from './pull.ts';
import { readRecord, recordFile } from './record.ts';

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
const plan = () => planPull(hub(), 'if-m', 'fp16', signal);
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
        'safety_checker/model.fp16.safetensors',
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
    expect(residentBytes).toBe(1.05 * 4500);
    expect((await planPull(hub(), 'if-m', 'fp32', signal)).residentBytes).toBe(9000);
    expect(bytes).toBe(files.reduce((sum, { size }) => sum + size, 0));
    expect(licence).toBe('LICENCE OF THE FIXTURE\n\nResearch only.');
  });

  it('takes from the second stage what pictures pass and the first has in no form that is read here', async () => {
    const [first, second] = Object.keys(repositories);
    for (const variant of ['fp16', 'fp32'] as const) {
      const { files } = await planPull(hub(), 'if-m', variant, signal);
      const from = (part: string) => files.filter(({ target }) => target.startsWith(`${part}/`));
      expect(from('safety_checker').map(({ source, repository }) => [source, repository])).toEqual([
        ['safety_checker/config.json', second],
        ['safety_checker/model.fp16.safetensors', second],
      ]);
      const others = [...from('feature_extractor'), ...from('watermarker')];
      expect(others.map(({ repository }) => repository)).toEqual([first, first, first]);
    }
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
    const there: string[] = [];
    for await (const { target } of presentFiles(files, directory, signal)) there.push(target);
    expect(there).toEqual(['unet/config.json']);
    const missing = files.filter(({ target }) => !there.includes(target));
    expect(await missingBytes(missing, directory)).toBe(bytes - 902);
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

  it('takes a file as there by its digest, where no record names it', async () => {
    await get();
    const asked = server.ranges.length;
    await rm(join(directory, recordFile));
    await get();
    expect(server.ranges.length).toBe(asked + 1);
    await writeFile(join(directory, recordFile), '{');
    await writeFile(join(directory, unet), new Uint8Array(2000));
    await get();
    expect(await faultsFound()).toEqual([]);
  });

  it('removes what was begun of files that are none of it any more', async () => {
    await get();
    const stray = partialOf(directory, { target: unet, digest: 'f'.repeat(64) });
    const own = partialOf(directory, (await plan()).files.find(({ target }) => target === unet)!);
    const other = join(directory, 'unet/notes.partial');
    for (const path of [stray, own, other]) await writeFile(path, '');
    await get();
    expect([stray, own, other].map((path) => existsSync(path))).toEqual([false, true, true]);
  });

  it('keeps no file whose digest is wrong', async () => {
    server.mischief.corrupt = unet;
    await expect(get()).rejects.toThrow(/unet\/diffusion_pytorch_model.fp16.safetensors is corrupted: its sha256 is/);
    expect(existsSync(join(directory, unet))).toBe(false);
    expect(existsSync(join(directory, 'model_index.json'))).toBe(false);
  });

  it('is told what to do about a token that is missing, unknown or not entitled', async () => {
    await expect(planPull({ url: server.url }, 'if-m', 'fp16', signal)).rejects.toThrow(
      /gated: accept its licence there and give/,
    );
    await expect(planPull({ ...hub(), token: 'hf_other' }, 'if-m', 'fp16', signal)).rejects.toThrow(
      /does not know the token/,
    );
    server.mischief.refuse = true;
    await expect(plan()).rejects.toThrow(/accept its licence there with the account of HF_TOKEN/);
  });

  it('is told when the hub is not reached', async () => {
    const nowhere = { url: 'http://127.0.0.1:9', token: TOKEN };
    await expect(planPull(nowhere, 'if-m', 'fp16', signal)).rejects.toThrow(/127\.0\.0\.1:9.* cannot be read/);
  });
});

/** What is wrong with the files of the record. */
async function faultsFound(): Promise<(string | undefined)[]> {
  const { files } = (await readRecord(directory))!;
  const faults = await Promise.all(files.map((file) => faultOf(join(directory, file.target), file)));
  return faults.filter((fault) => fault !== undefined);
}

describe('a plan', () => {
  const serve = async (change: (path: string, bytes: Uint8Array | string) => Uint8Array | string | undefined) => {
    const changed = Object.entries(repositories).map(([name, files]) => {
      const kept = Object.entries(files).map(([path, bytes]) => [path, change(path, bytes)]);
      return [name, Object.fromEntries(kept.filter(([, bytes]) => bytes !== undefined))];
    });
    await server[Symbol.asyncDispose]();
    server = await HubServer.start(Object.fromEntries(changed));
  };

  it.each([
    ['text_encoder', 'DeepFloyd/IF-I-M-v1.0 has no'],
    ['unet', 'DeepFloyd/IF-I-M-v1.0 has no'],
    ['safety_checker', 'neither DeepFloyd/IF-I-M-v1.0 nor DeepFloyd/IF-II-M-v1.0 has'],
    ['watermarker', 'neither DeepFloyd/IF-I-M-v1.0 nor DeepFloyd/IF-II-M-v1.0 has'],
  ])('is refused before anything is fetched where there are no weights of %s to be read', async (part, nowhere) => {
    await serve((path, bytes) => (path.startsWith(part) && path.endsWith('.safetensors') ? undefined : bytes));
    const fault = `${nowhere} weights as safetensors in ${part}/, and nothing was fetched; pull another size, or`;
    await expect(plan()).rejects.toThrow(fault);
    expect(server.ranges).toEqual([]);
  });

  it('names the licence and where to read it, where the card asks to accept none', async () => {
    await serve((path, bytes) => (path === 'README.md' ? '---\nlicense: openrail\n---\n# Fixture\n' : bytes));
    expect((await plan()).licence).toBe(`Licence: openrail, to be read at ${server.url}/DeepFloyd/IF-I-M-v1.0`);
    await serve((path, bytes) => (path === 'README.md' ? undefined : bytes));
    expect((await plan()).licence).toBe(`Licence: not stated, to be read at ${server.url}/DeepFloyd/IF-I-M-v1.0`);
  });

  it('is given up when it is interrupted, while the hub does not answer', async () => {
    const interrupted = new AbortController();
    const why = new Error('interrupted');
    server.mischief.silence = () => interrupted.abort(why);
    const planning = planPull(hub(), 'if-m', 'fp16', interrupted.signal);
    await expect(planning).rejects.toMatchObject({ name: 'BundleError', cause: why });
  });
});

describe('a pull of a bundle that has changed', () => {
  const scheduler = 'scheduler/scheduler_config.json';
  const changes = { [unet]: Uint8Array.from({ length: 2000 }, (_, i) => (i * 7) % 251), [scheduler]: '[]' };
  const newer = (more = {}) => {
    const [stage1, ...rest] = Object.entries(repositories);
    return Object.fromEntries([[stage1![0], { ...stage1![1], ...changes, ...more }], ...rest]);
  };
  const change = async (to: ReturnType<typeof newer>) => {
    await server[Symbol.asyncDispose]();
    server = await HubServer.start(to);
  };

  it('brings what is new, though it has the size of the old, and that alone', async () => {
    await get();
    await change(newer());
    await get();
    const asked = server.ranges.map(([path]) => path).filter((path) => path !== 'README.md');
    expect(asked.toSorted()).toEqual(['model_index.json', scheduler, unet]);
    expect(readFileSync(join(directory, unet))).toEqual(Buffer.from(changes[unet] as Uint8Array));
    expect(await faultsFound()).toEqual([]);
  });

  it('is found again only when it is whole, and its record names what is there', async () => {
    await get();
    await change(newer());
    server.mischief.deny = { path: unet, with: [403] };
    await expect(get()).rejects.toThrow('status 403');
    expect(existsSync(join(directory, 'model_index.json'))).toBe(false);
    const targets = (await readRecord(directory))!.files.map(({ target }) => target);
    expect(targets).not.toContain(unet);
    expect(targets).toContain('text_encoder/config.json');
    expect(await faultsFound()).toEqual([]);
    await change(repositories);
    await get();
    expect((await readRecord(directory))!.files).toHaveLength((await plan()).files.length);
    expect(await faultsFound()).toEqual([]);
  });
});

describe('two pulls into one directory', () => {
  const lock = () => join(directory, lockFile);

  it('are not run at once: the second is refused, and the first is whole', async () => {
    const [first, second] = await Promise.allSettled([get(), get()]);
    const refused = [first, second].filter((each) => each.status === 'rejected');
    expect(refused.map(({ reason }) => reason.message)).toEqual([
      `${directory} is being fetched into by process ${process.pid} on ${hostname()}; wait until it has ended, and remove ${lock()} if there is none`,
    ]);
    expect(await faultsFound()).toEqual([]);
    expect(existsSync(lock())).toBe(false);
  });

  it('are refused while another process is at it, on this machine or on one with the same disk, and go on when it is gone', async () => {
    await mkdir(directory);
    const lockedBy = (host: string, pid: number) => writeFile(lock(), JSON.stringify({ host, pid }));
    for (const [host, pid] of [
      [hostname(), process.ppid],
      ['elsewhere', process.pid],
    ] as const) {
      await lockedBy(host, pid);
      await expect(get()).rejects.toThrow(`is being fetched into by process ${pid} on ${host};`);
      expect(existsSync(lock())).toBe(true);
    }
    await lockedBy(hostname(), spawnSync('true').pid);
    await get();
    expect(existsSync(lock())).toBe(false);
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
