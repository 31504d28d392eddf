import { expect, it } from 'vitest';
import { zeros } from '../../../tensor/tensor.ts';
import type { Look, Shown } from '../../watch/show.ts';
import { evaluationsIn } from './epoch-pictures.ts';
import type { Sampling } from './sampling.ts';
import { showSamples } from './show-samples.ts';

const digits = zeros([10, 1, 28, 28]);
const sampling = async function* (_session: unknown, _seed: number, steps: number) {
  for (let t = steps - 1; t >= 0; t--) yield { t, x0: digits };
  return digits;
} as unknown as Sampling;

const show = showSamples(sampling, { named: false });

async function shown(steps: number): Promise<Shown> {
  const drawing = show.draw({ seed: 1, steps } as Look, 1, true);
  let next = await drawing.next();
  while (!next.done) next = await drawing.next();
  return next.value;
}

it('makes a film of two steps or more, and misses none of one', async () => {
  expect(Object.keys((await shown(2)).files)).toEqual(['samples/epoch-01.png', 'sampling.webp']);
  expect(Object.keys((await shown(1)).files)).toEqual(['samples/epoch-01.png']);
  for (const steps of [1, 2]) expect(show.files(1, true, steps)).toEqual(Object.keys((await shown(steps)).files));
});

it('takes no more steps than there are timesteps, and tells of its share in those', async () => {
  const shares: number[] = [];
  const drawing = showSamples(sampling, { named: false, longest: 4 }).draw({ seed: 1, steps: 10 } as Look, 1, true);
  for await (const share of drawing) shares.push(share);
  expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
});

it('tells in its picture how many evaluations a sample took', async () => {
  const { files } = await shown(2);
  expect(evaluationsIn(files['samples/epoch-01.png'] as Uint8Array)).toBe('2');
});

it('is wanted after the epochs that the course shows', () => {
  expect([...Array(30).keys()].filter((epoch) => show.isWanted(epoch))).toEqual([1, 5, 10, 15, 20]);
});
