import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Folders whose tests change nothing of their process: files of them share one, which spares each its start and imports. */
const pure = [
  'shared',
  ...['bundle', 'diffusion', 'graph', 'nets', 'tensor', 'work'].map((name) => `gpu-runner/${name}`),
];
const pureTests = pure.map((folder) => `${folder}/**/*.test.ts`);

/** In ms, of a machine that is busy with other things too. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };

/** Unit tests beside the code that runs on Node or anywhere, and what is cheap of the tests that cross folders. */
// biome-ignore lint/style/noDefaultExport: vitest takes the default export as the configuration.
export default defineConfig({
  root,
  test: {
    globalSetup: [`${root}test/temporary.ts`],
    // Vitest would leave one processor to itself, which of two is half of the pace.
    maxWorkers: '100%',
    projects: [
      {
        root,
        test: {
          name: 'alone',
          include: ['{gpu-runner,web,infra}/**/*.test.ts', 'test/*.test.ts', 'test/parity/*.test.ts'],
          exclude: [...configDefaults.exclude, ...pureTests],
          ...patience,
        },
      },
      { root, test: { name: 'together', include: pureTests, isolate: false, ...patience } },
    ],
  },
});
