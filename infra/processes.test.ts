import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { runnerProgram } from './processes.ts';

const setup = { home: '/home', edge: 'http://localhost', secret: 's', metricsPort: 1 };

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['', '3'],
  ['60', '60'],
])('waits for a runner longer than the grace that MANIFOLD_GRACE=%s gives it', (set, grace) => {
  vi.stubEnv('MANIFOLD_GRACE', set);
  const { env, patience } = runnerProgram(setup);
  expect(env.MANIFOLD_GRACE).toBe(grace);
  expect(patience).toBeGreaterThan(1000 * Number(grace));
});

it('gives the runner its own secret and folder, whatever is set for a runner of another edge', () => {
  vi.stubEnv('MANIFOLD_RUNNER_SECRET_FILE', '/run/secrets/another');
  vi.stubEnv('MANIFOLD_TRAINING', '');
  expect(runnerProgram(setup).env).toMatchObject({
    MANIFOLD_RUNNER_SECRET: 's',
    MANIFOLD_RUNNER_SECRET_FILE: '',
    MANIFOLD_TRAINING: join('/home', 'training'),
  });
});
