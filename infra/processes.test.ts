import { afterEach, expect, it, vi } from 'vitest';
import { runnerProgram } from './processes.ts';

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['', '3'],
  ['60', '60'],
])('waits for a runner longer than the grace that MANIFOLD_GRACE=%s gives it', (set, grace) => {
  vi.stubEnv('MANIFOLD_GRACE', set);
  const { env, patience } = runnerProgram({ home: '/home', edge: 'http://localhost', secret: 's', metricsPort: 1 });
  expect(env.MANIFOLD_GRACE).toBe(grace);
  expect(patience).toBeGreaterThan(1000 * Number(grace));
});
