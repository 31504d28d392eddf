import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import type { Env } from '../env.ts';
import { digits } from '../testing/bundle.ts';
import { ask } from '../testing/edge.ts';
import { registerManifests, servedManifests } from './manifests.ts';

const { DB } = env as unknown as Env;

it('a manifest that another version of the edge stored takes no other bundle away', async () => {
  await registerManifests(DB, [digits, { ...digits, name: 'later' }], 1);
  const later = JSON.stringify({ ...digits, name: 'later', unheardOf: true });
  await DB.prepare("UPDATE manifests SET manifest = ? WHERE name = 'later'").bind(later).run();
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  expect((await servedManifests(DB, 1)).map(({ name }) => name)).toEqual([digits.name]);
  expect(warned).toHaveBeenCalledWith('the manifest of later cannot be read', [
    { pointer: '/unheardOf', detail: 'unknown key "unheardOf"; leave it out' },
  ]);
  expect((await ask('/v1/bundles')).status).toBe(200);
  warned.mockRestore();
});
