import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

// biome-ignore lint/style/noDefaultExport: vitest takes the default export as the configuration.
export default defineConfig({
  root,
  plugins: [
    cloudflareTest(async () => ({
      main: `${root}edge/worker.ts`,
      wrangler: { configPath: `${root}wrangler.toml` },
      miniflare: {
        assets: { directory: `${root}edge/testing/assets`, binding: 'ASSETS' },
        bindings: {
          RUNNER_SECRET: 'runner-secret-of-the-tests',
          OWNER_KEY: 'owner-key-of-the-tests',
          OPERATOR_SECRET: 'operator-secret-of-the-tests',
          MIGRATIONS: await readD1Migrations(`${root}edge/store/migrations`),
        },
      },
    })),
  ],
  test: {
    include: ['edge/**/*.test.ts'],
    setupFiles: [`${root}edge/testing/setup.ts`],
    // As for the unit tests.
    maxWorkers: '100%',
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
