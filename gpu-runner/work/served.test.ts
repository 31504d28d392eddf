import { trainedAtMost } from '@manifold/shared/protocol/lease';
import { describe, expect, it } from 'vitest';
import { GatedPipeline, manifest } from './pipeline.fixture.ts';
import { Served } from './served.ts';

/** Pipelines of bundles with these names, and the names of those that were closed. */
function opened(...names: string[]) {
  const closed: string[] = [];
  const pipelines = names.map((name) =>
    Object.assign(new GatedPipeline(), {
      manifest: { ...manifest, name },
      close: async () => void closed.push(name),
    }),
  );
  return { pipelines, closed };
}
const namesOf = ({ pipelines }: Served) => pipelines.map((one) => one.manifest.name);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Served', () => {
  it('serves the newest of what was trained here, and closes the oldest', async () => {
    const names = Array.from({ length: trainedAtMost + 1 }, (_, i) => `trained-${i}`);
    const { pipelines, closed } = opened('given', ...names);
    const [given, ...trained] = pipelines;
    const served = new Served([given!], trained.slice(0, 2));
    for (const one of trained.slice(2)) served.add(one);
    await settled();
    expect(namesOf(served)).toEqual(['given', ...names.slice(1)]);
    expect(closed).toEqual(['trained-0']);
  });

  it('closes what another of its name follows once it samples no more', async () => {
    const { pipelines, closed } = opened('trained', 'trained');
    const served = new Served([], pipelines.slice(0, 1));
    const sampling = Promise.withResolvers<string>();
    const drawn = served.use({ name: 'trained', revision: manifest.revision }, () => sampling.promise);
    served.add(pipelines[1]!);
    await settled();
    expect([served.pipelines, closed]).toEqual([pipelines.slice(1), []]);
    sampling.resolve('pictures');
    expect(await drawn).toBe('pictures');
    await settled();
    expect(closed).toEqual(['trained']);
    await served.close();
    expect(closed).toEqual(['trained', 'trained']);
  });

  it('has nothing for a revision that is not served', () => {
    const served = new Served(opened('given').pipelines);
    expect(served.use({ name: 'given', revision: '0'.repeat(64) }, async () => 1)).toBeUndefined();
  });
});
