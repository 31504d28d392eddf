import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CommandLine, commandLine } from '../cli.fixture.ts';

const picture = fileURLToPath(new URL('../../shared/examples/digit.png', import.meta.url));

/** What a command says of mnist-random on its first line of errors, and its exit code. */
async function refusal({ manifold }: CommandLine, argv: string): Promise<string> {
  const { code, stderr } = await manifold(`${argv} --bundle mnist-random -o refused`);
  return `${code} ${stderr.split('\n')[0]}`;
}

describe('a bundle that takes no prompt', async () => {
  const line = await commandLine({ kind: 'MnistTime' });

  it('samples without one', async () => {
    const { code, stdout } = await line.manifold('sample --bundle mnist-random --steps 2 --seed 1 --json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).recipe.estimate).toEqual({ prompt: '', negative: '', guidance: 1 });
  });

  it.each([
    ['sample --prompt 7', '--prompt: mnist-random takes no prompt; leave it empty'],
    ['sample --negative 7', '--negative: mnist-random takes no prompt; leave this out'],
    ['sample --guidance 5', '--guidance: mnist-random takes no prompt; leave this out'],
    ['guidance', '--bundle: mnist-random takes no prompt that could be guided; choose another model'],
  ])('refuses what it does not heed: %s', async (argv, fault) => {
    expect(await refusal(line, argv)).toBe(`2 manifold ${argv.split(' ')[0]}: ${fault}`);
  });
});

describe('a flow', async () => {
  const line = await commandLine({ kind: 'MnistFlow' });
  await copyFile(picture, join(line.scratch, 'picture.png'));

  it.each(['sample --prompt 7 --steps 2', 'edit --image picture.png --prompt 7 --t 500 --steps 2'])(
    'draws, and is explained: %s',
    async (argv) => {
      const { code, stdout } = await line.manifold(`${argv} --bundle mnist-random --seed 1 -o drawn --json`);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).images).toHaveLength(1);
      const explained = await line.manifold('explain drawn/result.json');
      expect(explained.stdout).toContain("\nx' = x0 + (s' / s) (x - x0), s = (t + 1) / 1000\n");
    },
  );

  it('refuses by name what it cannot do', async () => {
    expect(await refusal(line, 'inpaint --image picture.png --mask picture.png')).toBe(
      '2 manifold inpaint: --bundle: mnist-random is a flow, and inpaint needs a diffusion; choose another model',
    );
  });
});

describe('a denoiser', async () => {
  const line = await commandLine({ kind: 'MnistDenoiser' });
  await copyFile(picture, join(line.scratch, 'picture.png'));

  it('shows a picture, with noise, and without, and how near they are', async () => {
    const argv = 'denoise --bundle mnist-random --image picture.png --sigma 0.2,0.5 --seed 1 --json';
    const { code, stdout } = await line.manifold(argv);
    expect(code).toBe(0);
    const { images } = JSON.parse(stdout);
    expect(images.map(({ panel }: { panel: { label: string } }) => panel.label)).toEqual([
      'original',
      'sigma = 0.2',
      'denoised, sigma = 0.2',
      'original',
      'sigma = 0.5',
      'denoised, sigma = 0.5',
    ]);
    expect(images[1].panel.psnr).toBeGreaterThan(images[4].panel.psnr);
  });

  it.each([
    [
      'sample --count 2',
      '--bundle: mnist-random is a denoiser, and sample needs a diffusion or a flow; choose another model',
    ],
    [
      'edit --image picture.png --t 50',
      '--bundle: mnist-random is a denoiser, and edit needs a diffusion or a flow; choose another model',
    ],
    ['denoise --image picture.png --sigma 0.123', '--sigma: must be a multiple of 0.01'],
    ['denoise --image picture.png --sigma 2', '--sigma: must be at most 1'],
    ['denoise', '--image: is missing; name a file'],
  ])('refuses "%s"', async (argv, fault) => {
    expect(await refusal(line, argv)).toBe(`2 manifold ${argv.split(' ')[0]}: ${fault}`);
  });
});
