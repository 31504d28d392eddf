import { expect, it } from 'vitest';
import { tensor, zeros } from '../../tensor/tensor.ts';
import type { Judge } from '../../train/emoji-judge/judge.ts';
import { editsOf } from './edits.ts';
import type { Examinee } from './examinee.ts';
import type { Task } from './prompts.ts';

const names = ['boat', 'cup', 'tree', 'owl'];
const tasks = names.map((name) => ({ thing: { name }, pixels: new Uint8Array(3 * 64 * 64) }) as unknown as Task);

const examinee = {
  size: 64,
  trainTimesteps: 1000,
  manner: { guidance: 1, steps: 1 },
  give: async () => '',
  draw: async (_: string, wanted: readonly { readonly count: number }[]) =>
    wanted.map(({ count }) => zeros([count, 3, 64, 64])),
} as unknown as Examinee;

/** Reads these in the edits, two of each original. */
function reading(...read: string[]): Judge {
  const scores = read.flatMap((one) => names.map((name) => (name === one ? 1 : 0)));
  const things = tensor([read.length, names.length], Float32Array.from(scores));
  return {
    labels: { things: names, styles: [] },
    accuracy: undefined,
    read: async () => ({ things, styles: things, features: things }),
    release: async () => {},
  };
}

it('counts what edits keep and become, with the errors of shares of which each original has its own', async () => {
  const judge = reading('boat', 'boat', 'cup', 'tree', 'owl', 'owl', 'boat', 'boat');
  const { pictures, originals, series } = await editsOf({ examinee, judge, seed: 0 }, tasks);
  expect([pictures, originals]).toEqual([8, 4]);
  // Kept are 1, 1/2, 0 and 0 of each, 3/8 in all; they became 0, 1/2, 1 and 1 of what was asked, 5/8 in all.
  const error = expect.closeTo(Math.sqrt((25 + 1 + 9 + 9) / 64 / (4 * 3)), 12);
  const counted = { kept: 3 / 8, asked: 5 / 8, errors: { kept: error, asked: error } };
  // From black, which the originals are, to the grey that is drawn.
  expect(series).toEqual([100, 300, 500, 700, 950].map((t) => ({ t, distance: 0.5, ...counted })));
});
