import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readNumbers } from '../../gpu-runner/bundle/safetensors.ts';
import { frechetDistance, gaussianOf } from '../../gpu-runner/judging/digits/frechet.ts';
import { golden } from './golden.ts';

const directory = join(golden, 'frechet');

/** Relative; the golden value is rounded to float32. */
const TOLERANCE = 1e-6;

it("the Frechet distance is that of scipy's matrix square root", async () => {
  const { one, other, distance } = await readNumbers(join(directory, 'features.safetensors'));
  const width = one!.dims[1]!;
  const found = frechetDistance(gaussianOf(one!.data, width), gaussianOf(other!.data, width));
  expect(Math.abs(found / distance!.data[0]! - 1)).toBeLessThan(TOLERANCE);
});
