import { Job } from '@manifold/shared/protocol/job';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { upscaling } from '@manifold/shared/recipe/arbitrary';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import { Technique, type TechniqueName, techniqueNames } from '@manifold/shared/recipe/technique';
import { beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../testing/bundle.ts';
import { ask, askWithJson, runnerHeaders } from '../testing/edge.ts';

const colours: Manifest = {
  ...upscaling,
  name: 'colours',
  size: 64,
  channels: 3,
  pixelRange: [-1, 1],
  prompt: { kind: 'text', tokens: 77, examples: [] },
  upscale: { ...upscaling.upscale!, size: 256 },
};
const denoiser: Manifest = {
  ...upscaling,
  name: 'denoiser',
  process: 'denoiser',
  trainTimesteps: 101,
  prompt: { kind: 'none' },
  accepts: { images: true, upscale: false },
  upscale: undefined,
  defaults: { guidance: 1, steps: 1 },
};
const { bytes, digest: image } = await picture('of the user');

/** What each technique cannot do without. */
const least: Record<TechniqueName, object> = {
  sample: { prompt: 'a boat' },
  anagram: { prompt: ['a boat', 'a goat'] },
  hybrid: { low: 'a boat', high: 'a goat' },
  triple: { low: 'a boat', middle: 'a goat', high: 'a cup' },
  colour: { grey: 'a boat', colour: 'a goat' },
  motion: { moving: 'a boat', still: 'a goat' },
  scale: { prompt: ['a boat', 'a goat'] },
  upscale: { image },
  edit: { image },
  inpaint: { image, mask: image },
  'real-hybrid': { image },
  colourise: { image },
  noise: { image },
  blur: { image },
  'one-step': { image },
  iterative: { image },
  compare: { image },
  denoise: { image },
  steps: { prompt: 'a boat' },
  guidance: { prompt: 'a boat' },
};

beforeAll(async () => {
  await ask('/v1/images', { method: 'POST', body: bytes });
  await askWithJson('/runner/v1/register', { runner: 'test', manifests: [colours, denoiser] }, runnerHeaders);
});

describe('a technique, asked for by what it cannot do without', () => {
  it.each(techniqueNames)('becomes a job: %s', async (technique) => {
    const manifest = technique === 'denoise' ? denoiser : colours;
    const asked = { technique, bundle: manifest.name, seed: 1, ...least[technique] };
    const reply = await askWithJson('/v1/jobs', asked);
    expect([reply.status, await reply.clone().json()]).toEqual([202, expect.anything()]);
    const prepared = prepareTechnique(Technique.parse(asked), manifest, () => 0);
    expect(prepared).toMatchObject({ ok: true, recipe: Job.parse(await reply.json()).recipe });
  });

  it.each(techniqueNames)('is refused by the name of what is missing: %s', async (technique) => {
    for (const field of Object.keys(least[technique])) {
      const { [field]: _, ...less } = { technique, bundle: colours.name, ...least[technique] } as Record<
        string,
        unknown
      >;
      const reply = await askWithJson('/v1/jobs', less);
      expect([reply.status, await reply.text()]).toEqual([422, expect.stringContaining(`"pointer":"/${field}"`)]);
    }
  });
});
