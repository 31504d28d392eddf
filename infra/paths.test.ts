import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['', (root: string) => join(root, '.manifold')],
  ['/elsewhere', () => '/elsewhere'],
])('keeps what npm start keeps where MANIFOLD_HOME says, and %j says nothing', async (named, expected) => {
  vi.stubEnv('MANIFOLD_HOME', named);
  vi.resetModules();
  const { home, root } = await import('./paths.ts');
  expect(home).toBe(expected(root));
});
