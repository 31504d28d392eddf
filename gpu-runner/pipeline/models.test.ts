import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBundle } from '../bundle/bundle.ts';
import { randomIfBundle } from '../bundle/random-if-bundle.fixture.ts';
import type { Provider } from '../runtime/session.ts';
import { Memory } from './memory/memory.ts';
import { modelsOf } from './models.ts';

it('prompts that were encoded on one provider are encoded anew for another', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'manifold-cache-'));
  const place = await randomIfBundle();
  const bundle = await readBundle(place);
  const over = async (provider: Provider) => {
    const models = await modelsOf(bundle, { threads: 1, provider }, new Memory(), cache);
    return () => models.over(['a red boat'], new AbortController().signal);
  };
  const [first, again, elsewhere] = [await over('cpu'), await over('cpu'), await over('webgpu')];
  await first();
  await truncate(join(place, 'text_encoder/model.safetensors'));
  await again();
  await expect(elsewhere()).rejects.toThrow('the files have changed');
  await Promise.all([cache, place].map((folder) => rm(folder, { recursive: true })));
});
