import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomBundle, writeJson } from './random-bundle.fixture.ts';
import { bundleRoots, findBundles } from './search.ts';

describe('findBundles', () => {
  it('finds the pipelines of every root, the first of two with one name', async () => {
    const first = await randomBundle({ name: 'one' });
    const second = await randomBundle({ name: 'two' });
    await mkdir(join(dirname(second), 'one'));
    await writeJson(join(dirname(second), 'one'), 'model_index.json', { _class_name: 'MnistClassPipeline' });
    const found = await findBundles([dirname(first), dirname(second)]);
    expect([...found]).toEqual([
      ['one', first],
      ['two', second],
    ]);
  });

  it('passes over what is no pipeline of ours, and keeps one that is broken', async () => {
    const root = await mkdtemp(join(tmpdir(), 'manifold-'));
    await writeJson(join(root, 'judge'), 'config.json', { _class_name: 'DigitClassifier' });
    await writeJson(join(root, 'other'), 'model_index.json', { _class_name: 'StableDiffusionPipeline' });
    await writeJson(join(root, 'null'), 'model_index.json', null);
    await writeJson(root, 'file.json', {});
    await writeJson(join(root, 'broken'), 'model_index.json', { _class_name: 'MnistClassPipeline' });
    expect([...(await findBundles([root])).keys()]).toEqual(['broken']);
  });

  it('names a root that is not there', async () => {
    await expect(findBundles(['/nowhere'])).rejects.toThrow('the bundle directory /nowhere cannot be read: ENOENT');
  });
});

describe('bundleRoots', () => {
  it('looks through MANIFOLD_BUNDLES in its order, then among the shipped bundles', () => {
    const [shipped] = bundleRoots({});
    expect(shipped).toMatch(/bundles$/);
    expect(bundleRoots({ MANIFOLD_BUNDLES: ['/a', '', '/b', shipped].join(delimiter) })).toEqual(['/a', '/b', shipped]);
  });
});
