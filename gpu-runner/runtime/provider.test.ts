import { expect, it, vi } from 'vitest';
import { chooseProvider, findProvider, ProviderError, takesHalves } from './provider.ts';
import { createSession } from './session.ts';

vi.mock(import('./session.ts'), { spy: true });

// First of all: what was tried once is not tried again.
it('tries WebGPU, whose driver may complain, only when it is asked for', async () => {
  for (const name of ['tpu', 'cuda', undefined]) await chooseProvider(name).catch(() => undefined);
  expect(vi.mocked(createSession).mock.calls.map(([, options]) => options?.provider)).not.toContain('webgpu');
});

it('takes the best that is here, and any that is here by name', async () => {
  const best = await findProvider();
  expect(['cuda', 'cpu']).toContain(best);
  expect(await chooseProvider(undefined)).toBe(best);
  expect(await chooseProvider(best)).toBe(best);
  expect(await chooseProvider('cpu')).toBe('cpu');
});

it('refuses what is none', async () => {
  await expect(chooseProvider('tpu')).rejects.toThrow(ProviderError);
  await expect(chooseProvider('tpu')).rejects.toThrow(/^"tpu" is no provider; use one of cuda, webgpu, cpu$/);
});

it.skipIf((await findProvider()) === 'cuda')('names what is here in place of what is not', async () => {
  await expect(chooseProvider('cuda')).rejects.toThrow(/^"cuda" is not here; there is cpu$/);
});

it('takes halves on no processor', async () => {
  expect(await takesHalves('cpu')).toBe(false);
});
