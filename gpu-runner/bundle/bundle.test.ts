import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Manifest } from '@manifold/shared/protocol/manifest';
import { describe, expect, it } from 'vitest';
import { readBundle, readUnrevised } from './bundle.ts';
import { files } from './kinds/mnist.ts';
import { configOf, randomBundle, writeJson } from './random-bundle.fixture.ts';

const config = configOf(4);

/** What reading the bundle says after `change` was made to it. */
async function faultAfter(change: (directory: string) => Promise<unknown>): Promise<string> {
  const directory = await randomBundle();
  await change(directory);
  const error = await readBundle(directory).then(
    () => new Error('was accepted'),
    (error: Error) => error,
  );
  return `${error.name} ${error.message.replaceAll(directory, '.')}`;
}

describe('readBundle', () => {
  it('derives the manifest', async () => {
    const directory = await randomBundle({
      card: '---\nlanguage: en\nlicense: mit\n---\n\n# Random digits\n\nText.\n',
    });
    const { manifest } = await readBundle(directory);
    expect(Manifest.parse(manifest)).toEqual(manifest);
    expect(manifest).toMatchObject({
      name: 'mnist-random',
      title: 'Random digits',
      licence: 'mit',
      size: 28,
      channels: 1,
      trainTimesteps: 300,
      pixelRange: [0, 1],
      variance: 'fixed',
      prompt: { kind: 'class', labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] },
      accepts: { images: true, upscale: false },
      defaults: { guidance: 5, steps: 50 },
    });
  });

  it('derives that of digits that nobody asks for', async () => {
    const { manifest } = await readBundle(await randomBundle({ kind: 'MnistTime' }));
    expect(Manifest.parse(manifest)).toEqual(manifest);
    expect(manifest).toMatchObject({ prompt: { kind: 'none' }, defaults: { guidance: 1, steps: 50 } });
  });

  it.each([
    ['MnistFlow', { process: 'flow', trainTimesteps: 1000, prompt: { kind: 'class' }, defaults: { guidance: 5 } }],
    ['MnistDenoiser', { process: 'denoiser', trainTimesteps: 101, prompt: { kind: 'none' }, defaults: { steps: 1 } }],
  ] as const)('derives that of another process: %s', async (kind, expected) => {
    const { manifest } = await readBundle(await randomBundle({ kind }));
    expect(Manifest.parse(manifest)).toEqual(manifest);
    expect(manifest).toMatchObject(expected);
  });

  it('takes over how its card says that it is best sampled, as far as it can be', async () => {
    const card = (parameters: string) => `---\ninference:\n  parameters:\n    ${parameters}\n---\n`;
    const defaultsWith = async (text: string) =>
      (await readBundle(await randomBundle({ card: text }))).manifest.defaults;
    expect(await defaultsWith(card('guidance_scale: 3.5\n    num_inference_steps: 20'))).toMatchObject({
      guidance: 3.5,
      steps: 20,
    });
    expect(await defaultsWith(card('num_inference_steps: 900'))).toMatchObject({ guidance: 5, steps: 300 });
    const untold = ['guidance_scale: many\n    num_inference_steps: 0', 'other: 1'].map(card);
    for (const text of [...untold, '---\ninference: false\n---\n', '---\n: [\n---\n', '---\n- 1\n---\n']) {
      expect(await defaultsWith(text)).toMatchObject({ guidance: 5, steps: 50 });
    }
  });

  it('goes without a card', async () => {
    const { manifest } = await readBundle(await randomBundle());
    expect([manifest.title, manifest.licence]).toEqual(['mnist-random', 'not stated']);
  });

  it('revises with the weights and the configuration, not with place or card', async () => {
    const revisionOf = async (
      options: Parameters<typeof randomBundle>[0],
      change?: (directory: string) => Promise<void>,
    ) => {
      const directory = await randomBundle(options);
      await change?.(directory);
      return (await readBundle(directory)).manifest.revision;
    };
    const revision = await revisionOf({});
    expect(await revisionOf({ name: 'other', card: '# Title' })).toBe(revision);
    expect(await revisionOf({ hidden: 5 })).not.toBe(revision);
    const slower = { ...config.scheduler, beta_end: 0.01 };
    expect(await revisionOf({}, (directory) => writeJson(directory, files.scheduler, slower))).not.toBe(revision);
  });

  it.each<[string, string, unknown, string]>([
    [
      'another pipeline',
      files.index,
      { _class_name: 'StableDiffusionPipeline' },
      '/_class_name: StableDiffusionPipeline cannot be sampled',
    ],
    [
      'another schedule',
      files.scheduler,
      { ...config.scheduler, beta_schedule: 'sigmoid' },
      '/beta_schedule: must be linear',
    ],
    [
      'another variance',
      files.scheduler,
      { ...config.scheduler, variance_type: 'learned' },
      '/variance_type: must be fixed_large',
    ],
    [
      'an unknown key',
      files.scheduler,
      { ...config.scheduler, thresholding: true },
      '/thresholding: unknown key "thresholding"; leave it out',
    ],
    ['a missing width', files.unet, { ...config.unet, hidden: undefined }, '/hidden: is missing; it must be a number'],
    ['a width of another kind', files.unet, { ...config.unet, hidden: '4' }, '/hidden: must be a number'],
  ])('refuses %s by name', async (_, file, value, fault) => {
    const found = await faultAfter((directory) => writeJson(directory, file, value));
    expect(found).toContain(`BundleError ./${file}: `);
    expect(found).toContain(fault);
  });

  it('refuses files that are missing or no JSON', async () => {
    const missing = await faultAfter((directory) => rm(join(directory, files.unet)));
    expect(missing).toBe('BundleError ./unet/config.json cannot be read: ENOENT');
    const broken = await faultAfter((directory) => writeFile(join(directory, files.index), '{'));
    expect(broken).toContain('BundleError ./model_index.json is not JSON');
  });

  it('makes no revision once the signal has aborted', async () => {
    const directory = await randomBundle();
    await expect(readBundle(directory, undefined, AbortSignal.abort())).rejects.toThrow('aborted');
    const { revision, ...manifest } = (await readBundle(directory)).manifest;
    expect((await readUnrevised(directory)).manifest).toEqual(manifest);
  });

  it.each([0, 4, 100, 20_000])('refuses weights cut to %i bytes', async (length) => {
    const fault = await faultAfter((directory) => truncate(join(directory, files.weights), length));
    expect(fault).toContain(`BundleError ./${files.weights}: `);
  });

  it('refuses a directory whose name is no name of a bundle', async () => {
    const directory = await randomBundle({ name: 'My Bundle' });
    await expect(readBundle(directory)).rejects.toThrow('/name: must be a bundle name');
  });
});
