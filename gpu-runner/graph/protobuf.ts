/** A field of a protocol buffers message, encoded: https://protobuf.dev/programming-guides/encoding. */
export type Field = readonly Uint8Array[];

const utf8 = new TextEncoder();

/** An integer of any of the varint types; negative numbers take ten bytes, as int64 wants. */
export function integer(field: number, value: number): Field {
  return [varint((field << 3) | 0), varint(value)];
}

/** A 32-bit float. */
export function float(field: number, value: number): Field {
  return [varint((field << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)];
}

export function bytes(field: number, value: Uint8Array): Field {
  return [varint((field << 3) | 2), varint(value.length), value];
}

export function string(field: number, value: string): Field {
  return bytes(field, utf8.encode(value));
}

export function message(field: number, ...fields: readonly Field[]): Field {
  const parts = fields.flat();
  return [varint((field << 3) | 2), varint(parts.reduce((sum, part) => sum + part.length, 0)), ...parts];
}

/** Joins the fields of a message into its bytes. */
export function encode(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields.flat());
}

function varint(value: number): Uint8Array {
  const groups: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) groups.push(Number(rest & 127n) | 128);
  return Uint8Array.of(...groups, Number(rest));
}
