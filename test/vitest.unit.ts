import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Unit tests beside the code that runs on Node or anywhere, and what is cheap of the tests that cross folders. */
// biome-ignore lint/style/noDefaultExport: vitest takes the default export as the configuration.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['{shared,gpu-runner,web,infra}/**/*.test.ts', 'test/*.test.ts', 'test/parity/*.test.ts'],
    testTimeout: 60_000,
  },
});
