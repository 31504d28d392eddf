import { expect, it } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { carryOver } from './carry-over.ts';

const before = ['<pad>', 'cat', 'dog'];
const now = ['<pad>', 'dog', 'rocket', 'cat'];
const rows = (...values: number[]) => tensor([values.length / 2, 2], Float32Array.from(values));

const state = {
  'param.text_encoder.shared.weight': rows(0, 1, 2, 3, 4, 5),
  'adam.v.text_encoder.shared.weight': rows(6, 7, 8, 9, 10, 11),
  'param.unet.conv_in.bias': rows(1, 2),
};

it('keeps what was learnt of a piece under its new number, and begins new ones afresh', () => {
  const carried = carryOver(state, before, now, 3);
  const { dims, data } = carried['param.text_encoder.shared.weight']!;
  expect(dims).toEqual([4, 2]);
  expect([...data.subarray(0, 4), ...data.subarray(6)]).toEqual([0, 1, 4, 5, 2, 3]);
  expect([...data.subarray(4, 6)].every((value) => value !== 0 && Number.isFinite(value))).toBe(true);
  expect(Object.keys(carried).filter((name) => name.startsWith('adam.'))).toEqual([]);
  expect(carried['param.unet.conv_in.bias']).toBe(state['param.unet.conv_in.bias']);
});
