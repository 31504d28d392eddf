import { expect, it } from 'vitest';
import { chooseProvider, findProvider, ProviderError, takesHalves } from './provider.ts';

it('takes the best that is here, and any that is here by name', async () => {
  const best = await findProvider();
  expect(['cuda', 'cpu']).toContain(best);
  expect(await chooseProvider(undefined)).toBe(best);
  expect(await chooseProvider(best)).toBe(best);
  expect(await chooseProvider('cpu')).toBe('cpu');
});

it('refuses what is none, and names what is here', async () => {
  await expect(chooseProvider('tpu')).rejects.toThrow(ProviderError);
  await expect(chooseProvider('tpu')).rejects.toThrow(/^"tpu" is no provider; there is (cuda, )?(webgpu, )?cpu$/);
});

it('takes halves on no processor', async () => {
  expect(await takesHalves('cpu')).toBe(false);
});
