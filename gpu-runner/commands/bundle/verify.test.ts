import { expect, it, vi } from 'vitest';
import { fileDigest } from '../../bundle/file-digest.ts';
import { commandLine } from '../../cli.fixture.ts';
import { verify } from './verify.ts';

vi.mock(import('../../bundle/file-digest.ts'), { spy: true });

const { manifold, bundle } = await commandLine();

it('makes no revision, for which it would read all weights', async () => {
  expect(await manifold('bundle verify mnist-random')).toMatchObject({ code: 0, stdout: 'mnist-random: ok\n' });
  expect(fileDigest).not.toHaveBeenCalled();
});

it('begins with no bundle once it was interrupted', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const interruption = new AbortController();
  write.mockImplementationOnce(() => {
    interruption.abort();
    return true;
  });
  expect(await verify([bundle, bundle, bundle], interruption.signal)).toBe(0);
  expect(write.mock.calls).toEqual([[`${bundle}: ok\n`]]);
  write.mockRestore();
});
