import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Unit tests beside the code that runs on Node or anywhere, and what is cheap of the tests that cross folders. */
// biome-ignore lint/style/noDefaultExport: vitest takes the default export as the configuration.
export default defineConfig({
  root,
  test: {
    include: ['{shared,gpu-runner,web,infra}/**/*.test.ts', 'test/*.test.ts', 'test/parity/*.test.ts'],
    globalSetup: [`${root}test/temporary.ts`],
    // Vitest would leave one processor to itself, which of two is half of the pace.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});
