const utf8 = new TextEncoder();
const decoder = new TextDecoder();

/** What a text begins with: what it is replaced by, and how many bytes that takes. */
interface Replacement {
  readonly text: string;
  readonly length: number;
}

/**
 * SentencePiece's compiled normalisation rules: a double-array trie (Aoe 1989, in the layout of Darts-clone) from byte
 * sequences to offsets of replacements, which follow it, each ended by a zero byte.
 */
export class Charsmap {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;

  /** Throws a RangeError when the trie is longer than its file. */
  constructor(compiled: Uint8Array) {
    const length = compiled.length === 0 ? 0 : new DataView(compiled.buffer, compiled.byteOffset).getUint32(0, true);
    if (4 + length > compiled.length && length > 0) throw new RangeError('the normalisation rules are cut short');
    this.#units = new Uint32Array(Uint8Array.from(compiled.subarray(4, 4 + length)).buffer);
    this.#texts = compiled.subarray(4 + length);
  }

  /** Each longest known sequence of `text` replaced, and every other character as it is. */
  *replace(text: string): Generator<string> {
    const bytes = utf8.encode(text);
    for (let at = 0; at < bytes.length; ) {
      const found = this.#longest(bytes, at) ?? character(bytes, at);
      yield found.text;
      at += found.length;
    }
  }

  /** What the shortest known sequence that `text` begins with is replaced by. */
  shortest(text: string): string | undefined {
    const [found] = this.#found(utf8.encode(text), 0);
    return found?.text;
  }

  #longest(bytes: Uint8Array, start: number): Replacement | undefined {
    return [...this.#found(bytes, start)].at(-1);
  }

  /** The known sequences that begin at `start`, the shortest first. */
  *#found(bytes: Uint8Array, start: number): Generator<Replacement> {
    let node = offsetOf(this.#units[0] ?? 0);
    for (let at = start; at < bytes.length; at++) {
      node ^= bytes[at]!;
      const unit = this.#units[node] ?? 0;
      if (labelOf(unit) !== bytes[at]) break;
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) yield { text: this.#textAt(this.#units[node]! & 0x7fffffff), length: at + 1 - start };
    }
  }

  #textAt(offset: number): string {
    return decoder.decode(this.#texts.subarray(offset, this.#texts.indexOf(0, offset)));
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

/** Of a leaf, no byte. */
function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}

function hasLeaf(unit: number): boolean {
  return (unit & 0x100) !== 0;
}

/** The character of UTF-8 that begins at `at`. */
function character(bytes: Uint8Array, at: number): Replacement {
  const first = bytes[at]!;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return { text: decoder.decode(bytes.subarray(at, at + length)), length };
}
