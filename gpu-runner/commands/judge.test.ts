import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../cli.fixture.ts';

describe('manifold judge', () => {
  it('says how digits were read and how far they are from real ones, compares guidance scales, and writes all of it into the card', async () => {
    const { manifold, bundle } = await commandLine();
    const argv = 'judge --bundle mnist-random --samples 20 --steps 1 --guidance 3,1';
    const { code, stdout } = await manifold(`${argv} --card --json`);
    expect(code).toBe(0);
    const { digits, scaled, ...judged } = JSON.parse(stdout);
    expect(judged).toMatchObject({ bundle: 'mnist-random', samples: 20, guidance: 3, steps: 1, seed: 0 });
    expect(digits.map(({ samples }: { samples: number }) => samples)).toEqual(Array.from({ length: 10 }, () => 2));
    expect(judged.halves).toBeGreaterThan(0);
    expect(judged.frechet).toBeGreaterThan(judged.asMany);
    const { frechet, share } = judged;
    expect(scaled).toEqual([
      { guidance: 3, samples: 20, share, variety: expect.any(Number), frechet },
      { guidance: 1, samples: 20, share: expect.any(Number), variety: expect.any(Number), frechet: expect.any(Number) },
    ]);
    expect(scaled[1].frechet).not.toBe(frechet);
    const card = await readFile(join(bundle, 'README.md'), 'utf8');
    expect(card).toContain(
      `    manifold ${argv.replace('--steps 1 --guidance 3,1', '--guidance 3,1 --steps 1')} --seed 0\n`,
    );
    for (const { guidance, frechet } of scaled) {
      expect(card).toMatch(new RegExp(`^\\| ${guidance} \\| .* \\| ${frechet.toFixed(2)} \\|$`, 'm'));
    }
  });

  it('writes the verdict on digits that nobody asked for into their card, in place of an older one', async () => {
    const { manifold, bundle } = await commandLine({ kind: 'MnistTime' });
    const argv = 'judge --bundle mnist-random --samples 10 --steps 1 --card';
    await appendFile(join(bundle, 'README.md'), '\n## Judged\n\nsome time ago\n');
    const { code, stdout } = await manifold(argv);
    expect(code).toBe(0);
    const [summary] = stdout.split('\n');
    expect(summary).toMatch(/^read with confidence: \d+ of 10 \(/);
    const card = await readFile(join(bundle, 'README.md'), 'utf8');
    expect(card).toContain(summary!.replaceAll('+-', '±'));
    expect(card).toContain('    manifold judge --bundle mnist-random --samples 10 --steps 1 --seed 0\n');
    expect(card).not.toContain('some time ago');
    expect((await readFile(join(bundle, 'samples.png'))).length).toBeGreaterThan(100);
  });

  it('reads what a bundle draws from words, and puts the verdict with sheets into its card', async () => {
    const { manifold, words } = await commandLine();
    await writeFile(join(words, 'README.md'), '# Noise\n');
    const { code, stdout } = await manifold('judge --bundle if-random --samples 6 --steps 1 --seed 2 --card --json');
    expect(code).toBe(0);
    const judged = JSON.parse(stdout);
    expect(judged).toMatchObject({ bundle: 'if-random', samples: 6, guidance: 7, steps: 1, seed: 2 });
    expect(judged.read.samples.byStyle.map(({ pictures }: { pictures: number }) => pictures)).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
    expect(judged.read.data.style).toBeGreaterThan(judged.read.samples.style);
    expect(judged.edits.pictures).toBe(4);
    expect(judged.edits.series.map(({ t }: { t: number }) => t)).toEqual([100, 300, 500, 700, 950]);
    const card = await readFile(join(words, 'README.md'), 'utf8');
    expect(card).toContain('# Noise\n\n## Judged\n\n    manifold judge --bundle if-random --samples 6 --guidance 7');
    for (const [, sheet] of card.matchAll(/\]\((judged-\w+\.png)\)/g)) {
      expect((await readFile(join(words, sheet!))).length).toBeGreaterThan(1000);
    }
    expect([...card.matchAll(/\]\(judged-/g)]).toHaveLength(5);
  }, 300_000);

  it.each([
    ['mnist-random', '--samples 10', /^read as asked: \d+ of 10 /],
    ['if-random', '--samples 6', /^asked for +samples +thing /],
  ])(
    'says its verdict on %s also where the card cannot be written',
    async (name, samples, verdict) => {
      const { manifold, bundle, words } = await commandLine();
      for (const directory of [bundle, words]) await mkdir(join(directory, 'README.md.next'));
      const { code, stdout, stderr } = await manifold(`judge --bundle ${name} ${samples} --steps 1 --card`);
      expect(code).toBe(1);
      expect(stderr).toContain('cannot write ');
      expect(stdout).toMatch(verdict);
    },
    300_000,
  );

  it.each([
    ['--bundle if-random --samples 5', '--samples must be a whole number from 6 to 10000, not "5"'],
    ['--samples 15', '--samples must be a multiple of ten, not 15'],
    ['--steps 301', '--steps must be a whole number from 1 to 300, not "301"'],
    ['--bundle if-random --steps 1001', '--steps must be a whole number from 1 to 1000, not "1001"'],
    ['--guidance 5,', '--guidance must be a number from -100 to 100, not ""'],
    ['--bundle mnist-time --guidance 5,1', '--guidance must be one number: mnist-time takes no prompt'],
    ['--bundle if-random --guidance 5,3', '--guidance must be one number: if-random draws from words'],
    ['--bundle nowhere', '--bundle: there is no nowhere here; use one of '],
    ['now', 'judge takes flags alone, not "now"'],
  ])('refuses %s', async (argv, fault) => {
    const { manifold } = await commandLine();
    expect(await manifold(`judge ${argv}`)).toMatchObject({ code: 2, stderr: expect.stringContaining(fault) });
  });
});
