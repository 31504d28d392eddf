import { expect, it } from 'vitest';
import { encode, float, integer, message, string } from './protobuf.ts';

/** Bytes from the examples of the encoding's documentation. */
it('encodes as the documentation shows', () => {
  expect([...encode(integer(1, 150))]).toEqual([0x08, 0x96, 0x01]);
  expect([...encode(string(2, 'testing'))]).toEqual([0x12, 7, ...new TextEncoder().encode('testing')]);
  expect([...encode(message(3, integer(1, 150)))]).toEqual([0x1a, 3, 0x08, 0x96, 0x01]);
  expect([...encode(float(2, 1))]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  expect([...encode(integer(1, -2))]).toEqual([0x08, 0xfe, ...new Array(8).fill(0xff), 0x01]);
});
