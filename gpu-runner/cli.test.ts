import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from '@manifold/shared/image/digest';
import { readText, recipeKeyword } from '@manifold/shared/image/png';
import { canonicalRecipe, recipeId } from '@manifold/shared/recipe/canonical';
import { describe, expect, it } from 'vitest';
import { asNode, commandLine } from './cli.fixture.ts';

const { scratch, start, ended, manifold } = await commandLine();
const processed = (argv: string) => ended(start(argv));

describe('manifold', () => {
  it('is a program: what it writes, where, and what it ends with', async () => {
    expect(await processed('help sample')).toEqual(await manifold('help sample'));
    const argv = 'sample --bundle mnist-random --prompt 7 --count 0';
    const refused = await processed(argv);
    expect(refused).toEqual(await manifold(argv));
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--count: must be') });
  });

  it.each(['', '--help', 'help'])('lists its commands: "%s"', async (argv) => {
    const { code, stdout } = await manifold(argv);
    expect(code).toBe(0);
    for (const verb of ['sample', 'anagram', 'bundle', 'train', 'judge', 'forward'])
      expect(stdout).toContain(`  ${verb} `);
  });

  it.each(['sample --help', 'help sample', 'sample --prompt 7 -h'])('tells of a command: "%s"', async (argv) => {
    const { code, stdout } = await manifold(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--count N +Number of samples\. \(1 to 16; default 1\)/);
    expect(stdout).toContain('manifold sample --prompt 7');
  });

  it('suggests the command that was meant', async () => {
    expect(await manifold('sampel --prompt 7')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'manifold: there is no command "sampel"; did you mean sample?\n',
    });
    expect((await manifold('constructor')).stderr).toContain('there are sample, anagram, ');
  });

  it('says which Node it wants on an older one', async () => {
    const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
    const { code, stderr } = await ended(spawn(process.execPath, [...asNode('24.8.0'), cli, 'explain']));
    expect(code).toBe(1);
    expect(stderr).toBe('manifold runs on Node 24.9 or later, and this is Node 24.8.0\n');
  });
});

describe('manifold sample', () => {
  it('writes pictures, sheet and result, the same at every run', async () => {
    const argv = '--bundle mnist-random --prompt 7 --guidance 5 --steps 4 --seed 1 --count 3 --threads 1 --json';
    const first = await processed(`sample ${argv} -o first`);
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('step 4 of 4') });
    expect((await manifold(`sample ${argv} --out second`)).stdout).toBe(first.stdout);
    const names = await readdir(join(scratch, 'first'));
    expect(names).toEqual(['0.png', '1.png', '2.png', 'film.webp', 'result.json', 'sheet.png']);
    for (const name of names) {
      expect(await readFile(join(scratch, 'first', name))).toEqual(await readFile(join(scratch, 'second', name)));
    }
    await checkResult(JSON.parse(first.stdout));
  });

  async function checkResult({ id, recipe, images, film }: Awaited<ReturnType<typeof JSON.parse>>) {
    expect(JSON.parse(await readFile(join(scratch, 'first', 'result.json'), 'utf8'))).toEqual({
      id,
      recipe,
      images,
      film,
    });
    expect(recipe).toMatchObject({ estimate: { prompt: '7', negative: '', guidance: 5 }, seed: 1, count: 3 });
    expect(await recipeId(recipe)).toBe(id);
    expect(new Set(images.map(({ digest }: { digest: string }) => digest)).size).toBe(3);
    for (const { file, digest } of images) {
      const png = new Uint8Array(await readFile(join(scratch, 'first', file)));
      expect(await digestOf(png)).toBe(digest);
      expect(readText(png, recipeKeyword)).toBe(canonicalRecipe(recipe));
    }
  }

  it.each([
    ['', ['--prompt: is missing; it must be a text']],
    [
      '--prompt 7 --count 0 --guidance NaN --steps 1.5',
      ['--guidance: must be a number, not "NaN"', '--steps: must be a whole number', '--count: must be at least 1'],
    ],
    ['--prompt 7 --count 10000 --seed=', ['--seed: must be a number, not ""', '--count: must be at most 16']],
    ['--prompt 7 --guidance 1e400', ['--guidance: must be a number, not "1e400"']],
    ['--prompt 7 --seed 1.5', ['--seed: must be a whole number']],
    ['--prompt x', ['--prompt: "x" is not a label of mnist-random; use one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9']],
    ['--prompt 7 --steps 301', ['--steps: mnist-random was trained on 300 timesteps; ask for at most that many']],
    ['--prompt 7 --guidanse 5', ["Unknown option '--guidanse'"]],
    ['--prompt 7 8', ['"8" belongs to no flag']],
    ['--prompt 7 --threads 0', ['--threads must be a whole number from 1 to 256, not "0"']],
  ])('refuses "%s" in a line for each fault', async (argv, faults) => {
    const { code, stdout, stderr } = await manifold(`sample --bundle mnist-random ${argv}`);
    const lines = [...faults.map((fault) => `manifold sample: ${fault}`), 'See manifold sample --help', ''];
    expect({ code, stdout, lines: stderr.split('\n') }).toEqual({ code: 2, stdout: '', lines });
  });

  it('names the bundles there are when asked for another', async () => {
    const { code, stderr } = await manifold('sample --prompt 7 --bundle nope');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--bundle: there is no nope here; use one of .*mnist-random/);
  });

  it('refuses a place for its files that is none, before it samples', async () => {
    await writeFile(join(scratch, 'file'), '');
    const { code, stderr } = await manifold('sample --bundle mnist-random --prompt 7 -o file');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^manifold sample: --out: file cannot be made a directory \(EEXIST\)\n/);
  });

  it('ends with 130 on Ctrl-C, writing nothing', async () => {
    const child = start('sample --bundle mnist-random --prompt 7 --steps 300 --count 16 -o interrupted');
    const end = ended(child);
    child.stderr!.once('data', () => child.kill('SIGINT'));
    expect((await end).code).toBe(130);
    expect(await readdir(join(scratch, 'interrupted'))).toEqual([]);
  });
});

describe('manifold bundle list', () => {
  it('shows each bundle in a line', async () => {
    const { code, stdout } = await manifold('bundle list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NAME +REVISION +LICENCE +SIZE +TITLE\n/);
    expect(stdout).toMatch(/^mnist-random +[0-9a-f]{12} +mit +0\.\d MB +Random digits$/m);
  });

  it('prints manifests as JSON', async () => {
    const manifests = JSON.parse((await manifold('bundle list --json')).stdout);
    expect(manifests[0]).toMatchObject({ name: 'mnist-random', trainTimesteps: 300 });
  });
});
