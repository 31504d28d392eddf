import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../cli.fixture.ts';

describe('manifold judge', () => {
  it('prints how digits were read and how far they are from real ones', async () => {
    const { manifold } = await commandLine();
    const { code, stdout } = await manifold('judge --bundle mnist-random --samples 20 --steps 1 --json');
    expect(code).toBe(0);
    const { digits, ...judged } = JSON.parse(stdout);
    expect(judged).toMatchObject({ bundle: 'mnist-random', samples: 20, guidance: 5, steps: 1, seed: 0 });
    expect(digits.map(({ samples }: { samples: number }) => samples)).toEqual(Array.from({ length: 10 }, () => 2));
    expect(judged.halves).toBeGreaterThan(0);
    expect(judged.frechet).toBeGreaterThan(judged.asMany);
  }, 60_000);

  it('writes the verdict on digits that nobody asked for into their card, in place of an older one', async () => {
    const { manifold, bundle } = await commandLine({ kind: 'MnistTime' });
    const argv = 'judge --bundle mnist-random --samples 10 --steps 1 --card';
    await appendFile(join(bundle, 'README.md'), '\n## Judged\n\nsome time ago\n');
    const { code, stdout } = await manifold(argv);
    expect(code).toBe(0);
    const [summary] = stdout.split('\n');
    expect(summary).toMatch(/^read with confidence: \d+ of 10 \(/);
    const card = await readFile(join(bundle, 'README.md'), 'utf8');
    expect(card).toContain(summary);
    expect(card).toContain('    manifold judge --bundle mnist-random --samples 10 --steps 1 --seed 0\n');
    expect(card).not.toContain('some time ago');
    expect((await readFile(join(bundle, 'samples.png'))).length).toBeGreaterThan(100);
  }, 60_000);

  it.each([
    ['--samples 15', '--samples must be a multiple of ten, not 15'],
    ['--bundle nowhere', '--bundle: there is no nowhere here; use one of '],
    ['now', 'judge takes flags alone, not "now"'],
  ])('refuses %s', async (argv, fault) => {
    const { manifold } = await commandLine();
    expect(await manifold(`judge ${argv}`)).toMatchObject({ code: 2, stderr: expect.stringContaining(fault) });
  });
});
