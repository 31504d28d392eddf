/** A field of a protocol buffers message: a number for varints and floats, bytes for texts and messages. */
export interface WireField {
  readonly field: number;
  readonly value: number | Uint8Array;
}

/**
 * The fields of a message in their order (https://protobuf.dev/programming-guides/encoding): integers below 2^53, 32-bit
 * floats and delimited bytes; 64-bit ones are passed over. Throws a RangeError where the message ends too early.
 */
export function* fieldsOf(message: Uint8Array): Generator<WireField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = () => {
    let [value, scale, byte] = [0, 1, 128];
    for (; byte >= 128; scale *= 128) {
      byte = view.getUint8(at++);
      value += (byte & 127) * scale;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const [field, type] = [tag >>> 3, tag & 7];
    if (type === 0) yield { field, value: varint() };
    else if (type === 1) at += 8;
    else if (type === 2) {
      const length = varint();
      if (at + length > message.length) throw new RangeError(`field ${field} ends past its message`);
      yield { field, value: message.subarray(at, at + length) };
      at += length;
    } else if (type === 5) {
      yield { field, value: view.getFloat32(at, true) };
      at += 4;
    } else throw new RangeError(`field ${field} has the unknown wire type ${type}`);
  }
}
