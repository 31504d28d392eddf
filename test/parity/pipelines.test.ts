import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pipeline } from '../../gpu-runner/pipeline/pipeline.ts';
import { differences, openStages, wholeRuns } from './whole-runs.ts';

/** Over a whole run, of pixels from -1 to 1. */
const TOLERANCE = 2e-3;

/** The same from a reference whose arithmetic is in half precision, where ours is in single. */
const HALF_TOLERANCE = 2e-2;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openStages();
});
afterAll(() => pipeline.close());

describe('whole runs are those of diffusers', () => {
  it.each(wholeRuns)('%s', async (name) => {
    const tolerance = name.endsWith('-fp16') ? HALF_TOLERANCE : TOLERANCE;
    for (const [stage, difference] of Object.entries(await differences(pipeline, name)))
      expect(difference, stage).toBeLessThanOrEqual(tolerance);
  });

  it('of all six pipelines', () => {
    const wanted = ['text', 'edit', 'inpaint', 'edit-large', 'inpaint-large'];
    expect(wholeRuns).toEqual(expect.arrayContaining(wanted));
  });
});
