import type { Estimate } from '@manifold/shared/recipe/estimate';
import { expect, it } from 'vitest';
import type { SafetyParts } from '../../bundle/safety-parts.ts';
import { splitRows } from '../../tensor/rows.ts';
import { type Tensor, type Tensors, tensor } from '../../tensor/tensor.ts';
import { type Guard, passed } from './guard.ts';
import { guardOfRun } from './guard-of-run.ts';

const size = 8;
const extractor = {
  size: { shortest_edge: size },
  crop_size: { width: size, height: size },
  image_mean: [0, 0, 0],
  image_std: [1, 1, 1],
  rescale_factor: 1 / 255,
};
const leaf = { prompt: 'a boat', negative: '', guidance: 7 };

/** A checker that takes offence at a white top. */
const net = {
  run: async ({ clip_input }: Tensors): Promise<Tensors> => {
    const { dims, data } = clip_input!;
    const rows = dims[0]!;
    const tops = Array.from({ length: rows }, (_, i) => Number(data[i * 3 * size * size] === 1));
    return { p_head: tensor([rows, 1], Float32Array.from(tops)), w_head: tensor([rows, 1], new Float32Array(rows)) };
  },
};

/** Pictures [N, 3, 8, 8] that are black but for a white line: at the top, at the bottom, or nowhere. */
function lined(...lines: ('top' | 'bottom' | 'none')[]): Tensor {
  const at = { top: 0, bottom: size - 1, none: size };
  const data = lines.flatMap((line) =>
    Array.from({ length: 3 * size * size }, (_, i) => (Math.floor(i / size) % size === at[line] ? 1 : -1)),
  );
  return tensor([lines.length, 3, size, size], Float32Array.from(data));
}

const checker = { extractor } as NonNullable<SafetyParts['checker']>;
const guard: Guard = {
  black: -1,
  pass: (pictures, looks = () => []) => passed(pictures, looks, { checker }, [-1, 1], net),
  mark: (pictures) => pictures,
};

it.each<[string, Estimate, (string | undefined)[]]>([
  ['as it is', leaf, ['unsafe', undefined, undefined]],
  ['as its one prompt sees it', { view: 'flip', of: leaf }, ['unsafe', 'unsafe', undefined]],
  ['as any of its prompts sees it', { mean: [leaf, { view: 'flip', of: leaf }] }, ['unsafe', 'unsafe', undefined]],
  [
    'through one view after another',
    { view: 'rotate-cw', of: { view: 'rotate-cw', of: leaf } },
    ['unsafe', 'unsafe', undefined],
  ],
])('a picture is judged %s', async (_, estimate, flags) => {
  const ofRun = guardOfRun(guard, { estimate }, new AbortController().signal);
  const { pictures, flags: found } = await ofRun.pass(lined('top', 'bottom', 'none'));
  expect(found).toEqual(flags);
  expect(splitRows(pictures, 1).map(({ data }) => data.includes(1))).toEqual([false, !flags[1], false]);
});
