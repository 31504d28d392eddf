/*
 * For tests: a small file that takes long to decode.
 */

/** Blocks that a single code of a progressive JPEG may say are empty: EOB14 of ITU-T T.81, table G.1. */
const longestRun = 2 ** 15 - 1;

/** A grey progressive JPEG of `side` pixels, a multiple of 8, whose empty scan is repeated: some 30 bytes each. */
export function scannedJpeg(side: number, scans: number): Uint8Array {
  const blocks = (side / 8) ** 2;
  const quantisation = segment(0xdb, [0, ...Array<number>(64).fill(1)]);
  const frame = segment(0xc2, [8, ...word(side), ...word(side), 1, 1, 0x11, 0]);
  const tables = [...oneCode(0x00, 0), ...oneCode(0x10, 0xe0)];
  const means = [...segment(0xda, [1, 1, 0, 0, 0, 0]), ...packed('0'.repeat(blocks))];
  const empty = Uint8Array.from([...segment(0xda, [1, 1, 0, 1, 63, 0]), ...packed(emptyRuns(blocks))]);
  const head = Uint8Array.from([0xff, 0xd8, ...quantisation, ...frame, ...tables, ...means]);
  const file = new Uint8Array(head.length + (scans - 1) * empty.length + 2);
  file.set(head);
  for (let i = 0; i < scans - 1; i++) file.set(empty, head.length + i * empty.length);
  file.set([0xff, 0xd9], file.length - 2);
  return file;
}

/** Codes of 0 and 14 bits more, each for a run of 2^14 empty blocks and as many as its bits say. */
function emptyRuns(blocks: number): string {
  const count = Math.ceil(blocks / longestRun);
  const runs = Array.from(
    { length: count },
    (_, i) => Math.floor((blocks * (i + 1)) / count) - Math.floor((blocks * i) / count),
  );
  return runs.map((run) => `0${(run - 2 ** 14).toString(2).padStart(14, '0')}`).join('');
}

function segment(marker: number, body: readonly number[]): number[] {
  return [0xff, marker, ...word(body.length + 2), ...body];
}

/** A Huffman table whose one code, a 0, stands for `symbol`. */
function oneCode(place: number, symbol: number): number[] {
  return segment(0xc4, [place, 1, ...Array<number>(15).fill(0), symbol]);
}

function word(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** Bits as bytes, filled up with ones. */
function packed(bits: string): number[] {
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return bytes
    .map((byte) => Number.parseInt(byte.padEnd(8, '1'), 2))
    .flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte]));
}
