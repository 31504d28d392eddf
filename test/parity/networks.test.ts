import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { feedsOf } from '../../gpu-runner/bundle/part-feeds.ts';
import { partNames, readPart } from '../../gpu-runner/bundle/parts.ts';
import { readNumbers } from '../../gpu-runner/bundle/safetensors.ts';
import { bundleSession } from '../../gpu-runner/runtime/inference.ts';

/** Bundles and answers made by make.py: the committed ones, or those of another seed. */
const golden = process.env.MANIFOLD_PARITY ?? fileURLToPath(new URL('golden', import.meta.url));

/** Of the largest answer. */
const TOLERANCE = 1e-4;

/** Directories that hold a network with its inputs and answers. */
const cases = readdirSync(golden).flatMap((name) => {
  const files = readdirSync(join(golden, name));
  return partNames.filter((part) => files.includes(part)).map((part) => ({ name, part }));
});

describe('networks answer as diffusers and transformers do', () => {
  it.each(cases)('$part of $name', async ({ name, part }) => {
    const directory = join(golden, name);
    const inputs = await readNumbers(join(directory, 'inputs.safetensors'));
    const expected = await readNumbers(join(directory, 'expected.safetensors'));
    const { net, nameOf, ...placed } = await readPart(directory, part, inputs);
    const session = await bundleSession(net, placed.directory, placed.weights, { provider: 'cpu' });
    const answers = await session.run(feedsOf(net, inputs));
    await session.release();
    expect(Object.keys(answers).map(nameOf).sort()).toEqual(Object.keys(expected).sort());
    for (const [output, answer] of Object.entries(answers)) {
      const { dims, data } = expected[nameOf(output)]!;
      expect(answer.dims).toEqual(dims);
      expect(farthest(answer.data, data) / largest(data), output).toBeLessThanOrEqual(TOLERANCE);
    }
  });

  it('there are some of each kind', () => {
    expect(new Set(cases.map(({ part }) => part))).toEqual(new Set(partNames));
  });
});

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);
}

function largest(a: Float32Array): number {
  return a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
