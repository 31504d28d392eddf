import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubServer, repositoriesOf, TOKEN } from '../bundle/hub/hub.fixture.ts';
import { SOURCES } from '../bundle/hub/sources.ts';
import { randomBundle, writeJson } from '../bundle/random-bundle.fixture.ts';
import { ifConfigs, randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import { randomWeights } from '../bundle/random-weights.fixture.ts';
import { writeSafetensors } from '../bundle/safetensors.ts';
import { within } from '../cli.fixture.ts';
import { SafetyCheckerConfig } from '../nets/clip/config.ts';
import { safetyChecker } from '../nets/clip/safety-checker.ts';
import { main } from './main.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
let hub: HubServer;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'manifold-bundle-'));
  hub = await HubServer.start(repositoriesOf('if-m'));
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

const own = () => ({
  HF_ENDPOINT: hub.url,
  HF_TOKEN: undefined,
  MANIFOLD_BUNDLES: root,
  MANIFOLD_CACHE: join(root, 'cache'),
});
const wordsOf = (argv: string) => ['bundle', ...argv.split(' ')];
const start = (argv: string, env: Record<string, string> = {}) =>
  spawn(process.execPath, [cli, ...wordsOf(argv)], { cwd: root, env: { ...process.env, ...own(), ...env } });

/** In this process. */
const run = (argv: string, env: Record<string, string> = {}, signal = new AbortController().signal) =>
  within(root, { ...own(), ...env }, () => main(wordsOf(argv), signal));
const environment = { HF_TOKEN: TOKEN };

function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  child.stdin!.end();
  child.stdout!.on('data', (chunk) => (texts.stdout += chunk));
  child.stderr!.on('data', (chunk) => (texts.stderr += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
}

describe('manifold bundle pull', () => {
  it('shows the licence and wants it accepted', async () => {
    const { code, stderr } = await run('pull if-m', environment);
    expect(code).toBe(2);
    expect(stderr).toContain('LICENCE OF THE FIXTURE');
    expect(stderr).toContain('add --accept-licence');
    expect(hub.ranges.every(([path]) => path === 'README.md')).toBe(true);
  });

  it('fetches a bundle in the shape of those on the hub, reads it, and says where it is', async () => {
    const whole = await randomIfBundle();
    await writeChecker(whole);
    await using full = await HubServer.start(await repositoriesFrom(whole));
    const to = await mkdtemp(join(root, 'to-'));
    const pulling = start(`pull if-m --accept-licence --hub ${full.url} --to ${to}`, environment);
    const { code, stdout, stderr } = await ended(pulling);
    expect([code, stdout]).toEqual([0, `${join(to, 'if-m')}\n`]);
    expect(stderr).toMatch(/of GPU memory at once/);
    expect(stderr).toMatch(/100% {2}/);
    expect(await run(`verify ${join(to, 'if-m')}`)).toMatchObject({ code: 0 });
  });

  it('says what is wrong with what it fetched, and verify finds a file that changed', async () => {
    const { code, stdout, stderr } = await run('pull if-m --accept-licence', environment);
    expect([code, stdout]).toEqual([1, '']);
    const fault = `it cannot be sampled: ${join(root, 'if-m', 'model_index.json')}: /unet: is missing`;
    expect(stderr).toContain(fault);
    await truncate(join(root, 'if-m', 'tokenizer', 'spiece.model'), 10);
    const verified = await run('verify ./if-m');
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain('./if-m: tokenizer/spiece.model has 10 bytes, where 300 are wanted');
  });

  it.each([
    ['pull if-huge', environment, /one of if-m, if-l, if-xl, not "if-huge"/],
    ['pull if-m --variant int8', environment, /--variant must be one of fp16, fp32, not "int8"/],
    ['pull if-m', { HF_TOKEN: 'secret' }, /HF_TOKEN is no token of the hub/],
    ['pull if-m', { HF_TOKEN: 'hf_one\nsecret' }, /HF_TOKEN is no token of the hub/],
    ['pull if-m', {}, /is gated: accept its licence there and give a token of yours as HF_TOKEN/],
    ['frobnicate', {}, /bundle takes a word: list, verify or pull/],
  ] as const)('refuses %s', async (argv, env, message) => {
    const { code, stderr } = await run(argv, env);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('secret');
  });
});

describe('the address of the hub', () => {
  it.each([
    ['', { HF_ENDPOINT: 'foo' }, 'HF_ENDPOINT must be an http or https address, not "foo"'],
    [' --hub foo', {}, '--hub must be an http or https address, not "foo"'],
    [' --hub ftp://x', {}, '--hub must be an http or https address, not "ftp://x"'],
  ])('is refused by its source: "%s", %o', async (flag, env, message) => {
    const { code, stderr } = await run(`pull if-m${flag}`, { ...environment, ...env });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`manifold bundle: ${message}\n`)]);
  });
});

describe('manifold bundle verify', () => {
  it('passes a bundle that is whole and names the weight that does not fit the configuration', async () => {
    await cp(await randomBundle(), join(root, 'digits'), { recursive: true });
    expect(await run('verify digits')).toMatchObject({ code: 0, stdout: 'digits: ok\n' });
    const config = join(root, 'digits', 'unet', 'config.json');
    const { default: unet } = await import(config, { with: { type: 'json' } });
    await writeFile(config, JSON.stringify({ ...unet, hidden: unet.hidden * 2 }));
    const { code, stdout } = await run('verify digits');
    expect(code).toBe(1);
    expect(stdout).toMatch(/digits: .*the weight .* is \[.*\], where \[.*\] is wanted/);
  });

  it('names a tokenizer that is none, and a weight of any part that does not fit', async () => {
    await cp(await randomIfBundle(), join(root, 'guarded'), { recursive: true });
    await writeChecker(join(root, 'guarded'));
    expect(await run('verify guarded')).toMatchObject({ code: 0, stdout: 'guarded: ok\n' });
    const vocabulary = join(root, 'guarded', 'tokenizer', 'spiece.model');
    const pieces = await readFile(vocabulary);
    await writeFile(vocabulary, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 791656\n');
    const { code, stdout } = await run('verify guarded');
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('spiece.model is not a whole SentencePiece model of T5'),
    ]);
    await writeFile(vocabulary, pieces);
    for (const [part, option] of [
      ['text_encoder', '"d_ff":32'],
      ['stage2/unet', '"cross_attention_dim":32'],
      ['safety_checker', '"intermediate_size":32'],
    ] as const) {
      const path = join(root, 'guarded', part, 'config.json');
      const config = await readFile(path, 'utf8');
      await writeFile(path, config.replace(option, option.replace('32', '64')));
      const { code, stdout } = await run('verify guarded');
      expect([code, stdout]).toEqual([1, expect.stringMatching(`guarded: .*/${part}/.*: the weight .* is wanted`)]);
      await writeFile(path, config);
    }
  });

  it('says by its exit code what is wrong, though nobody reads on after the first line', async () => {
    const child = start('verify nope mnist-class mnist-time mnist-flow');
    child.stdout.once('data', () => child.stdout.destroy());
    expect((await ended(child)).code).toBe(1);
  });

  it('names a bundle that is not there', async () => {
    expect(await run('verify nope')).toMatchObject({
      code: 1,
      stdout: 'nope: there is no such bundle; see manifold bundle list\n',
    });
  });
});

describe('manifold bundle list', () => {
  it('reads no weights once it was interrupted', async () => {
    expect(await run('list', {}, AbortSignal.abort())).toMatchObject({ code: 130, stdout: '', stderr: '' });
  });
});

/** The bundle in `directory` as a cascade lies on the hub: of its checker the first repository has a pickle, the second the weights. */
async function repositoriesFrom(directory: string): Promise<Parameters<typeof HubServer.start>[0]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((each) => each.isFile())
    .map((each) => relative(directory, join(each.parentPath, each.name)));
  const read = async (path: string) => [path, new Uint8Array(await readFile(join(directory, path)))] as const;
  const all = await Promise.all(paths.map(read));
  const inside = (folder: string) => all.filter(([path]) => path.startsWith(`${folder}/`));
  const second = inside('stage2').map(([path, bytes]) => [path.replace('stage2/', ''), bytes] as const);
  const first = all.filter(([path]) => !path.startsWith('stage2/') && path !== 'safety_checker/model.safetensors');
  return {
    [SOURCES['if-m'].stage1]: Object.fromEntries([...first, ['safety_checker/pytorch_model.bin', new Uint8Array(9)]]),
    [SOURCES['if-m'].stage2]: Object.fromEntries([...second, ...inside('safety_checker')]),
  };
}

/** Gives the bundle of random weights in `directory` a safety checker of its kind and a watermark. */
async function writeChecker(directory: string): Promise<void> {
  const tower = { hidden_size: 8, intermediate_size: 32, num_attention_heads: 2, num_hidden_layers: 1 };
  const sides = { image_size: 28, patch_size: 14, projection_dim: 4 };
  const config = { model_type: 'clip', vision_config: { model_type: 'clip_vision_model', ...tower, ...sides } };
  const extractor = { size: 28, crop_size: 28, image_mean: [0, 0, 0], image_std: [1, 1, 1] };
  await writeJson(directory, 'safety_checker/config.json', config);
  await writeJson(directory, 'feature_extractor/preprocessor_config.json', extractor);
  await writeJson(directory, 'model_index.json', {
    ...ifConfigs['model_index.json'],
    safety_checker: ['deepfloyd_if', 'IFSafetyChecker'],
    feature_extractor: ['transformers', 'CLIPImageProcessor'],
    watermarker: ['deepfloyd_if', 'IFWatermarker'],
  });
  await writeJson(directory, 'watermarker/config.json', { _class_name: 'IFWatermarker' });
  const mark = { watermark_image: { dims: [62, 62, 4], data: new Float32Array(62 * 62 * 4) } };
  await writeSafetensors(join(directory, 'watermarker/diffusion_pytorch_model.safetensors'), mark);
  const weights = randomWeights(safetyChecker(SafetyCheckerConfig.parse(config)));
  await writeSafetensors(join(directory, 'safety_checker/model.safetensors'), weights);
}
