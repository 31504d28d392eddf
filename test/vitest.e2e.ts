import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What takes longest, longest first: a file that is begun last keeps a processor to itself. */
const long = ['studio', 'chaos', 'training', 'forms', 'api', 'cli', 'start'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place < 0 ? long.length : place;
    };
    return files.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

/** The whole stack as real processes. Two files at a time, each with a stack of its own: chaos and training wait for long. */
// biome-ignore lint/style/noDefaultExport: vitest takes the default export as the configuration.
export default defineConfig({
  root,
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: [`${root}test/temporary.ts`, `${root}test/build.ts`],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // What a browser shows may take as long as a picture on a busy machine; after a second vitest would give up.
    expect: { poll: { timeout: 60_000 } },
  },
});
