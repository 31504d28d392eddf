import type { Tensor } from '../tensor/tensor.ts';
import { DATA_TYPES, type Dim, type DType, type Value } from './value.ts';

export type Attribute =
  | { int: number }
  | { float: number }
  | { ints: readonly number[] }
  | { text: string }
  | { body: Graph };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  readonly op: string;
  /** Empty for the operators of the ONNX standard. */
  readonly domain: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/** Where the bytes of an initialiser lie in a file beside the model. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

export interface Initialiser {
  readonly value: Value;
  readonly content: Float32Array | BigInt64Array | ExternalData;
}

/** Given the gradient of the output, the gradients of the inputs in their order; undefined where there is none. */
export type GradientRule = (dy: Value) => readonly (Value | undefined)[];

export interface TapeEntry {
  readonly output: Value;
  readonly inputs: readonly Value[];
  readonly gradient: GradientRule;
}

/** What a graph may use of the runtime that it is made for; with none of it, any runtime of ONNX will do. */
export interface Target {
  /** Channels that convolutions may take together, see `convolve`. */
  readonly channelBlock?: number | undefined;
  /**
   * Whether what has no gradient may be used: operators of onnxruntime's own, for attention and the norm of T5, and the
   * convolution of an enlarged picture in four parts.
   */
  readonly fused?: boolean;
  /**
   * Whether products of matrices, convolutions and attention are taken in half precision, and all else, the normalisations,
   * sums and activations, in single: which operator runs in which is as PyTorch's autocast has it.
   */
  readonly half?: boolean;
}

/** What is taken in half precision, where the target wants that. */
const PRODUCTS: ReadonlySet<string> = new Set(['Conv', 'Gemm', 'MatMul', 'MultiHeadAttention']);

/**
 * An ONNX graph under construction. Nodes are kept in the order they were added, which is a topological order; the
 * tape remembers how each differentiable value was made, so that `gradients` can walk it backwards.
 */
export class Graph {
  readonly target: Target;
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly nodes: Node[] = [];
  readonly initialisers: Initialiser[] = [];
  readonly tape: TapeEntry[] = [];
  readonly #integers = new Map<string, Value>();
  readonly #scalars = new Map<number, Value>();
  /** By the name of each value that is another one in another type: that one. */
  readonly #casts = new Map<string, Value>();
  readonly #made = new Map<string, Value>();
  readonly #prefix: string;
  #count = 0;

  constructor(target: Target = {}, prefix = '') {
    this.target = target;
    this.#prefix = prefix;
  }

  /** An empty graph to be the body of an operator of this one: no name that it makes is of this one. */
  body(): Graph {
    return new Graph(this.target, `${this.#name('body')}.`);
  }

  input(name: string, dims: readonly Dim[], dtype: DType = 'float32'): Value {
    const value = { name, dims, dtype };
    this.inputs.push(value);
    return value;
  }

  /** Marks a value as an output of the graph under a name of its own. */
  output(name: string, value: Value): void {
    const output = { ...value, name };
    this.nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [output], attributes: {} });
    this.outputs.push(output);
  }

  constant(tensor: Tensor, name: string = this.#name('constant')): Value {
    return this.#initialiser({ name, dims: tensor.dims, dtype: 'float32' }, tensor.data);
  }

  external(name: string, dims: readonly number[], data: ExternalData, dtype: DType = 'float32'): Value {
    return this.#initialiser({ name, dims, dtype }, data);
  }

  scalar(x: number): Value {
    const known = this.#scalars.get(x);
    const value = known ?? this.constant({ dims: [], data: Float32Array.of(x) }, this.#name('scalar'));
    this.#scalars.set(x, value);
    return value;
  }

  /** A vector of int64: shapes, axes, bounds. */
  integers(xs: readonly number[]): Value {
    const known = this.#integers.get(xs.join());
    if (known) return known;
    const value: Value = { name: this.#name('integers'), dims: [xs.length], dtype: 'int64' };
    this.#integers.set(xs.join(), value);
    return this.#initialiser(value, BigInt64Array.from(xs, BigInt));
  }

  /** Adds an operator of one output whose shape the caller has inferred. */
  node(op: string, inputs: readonly Value[], dims: readonly Dim[], attributes: Attributes = {}, domain = ''): Value {
    if (!this.target.half || !PRODUCTS.has(op)) return this.wide(op, inputs, dims, attributes, domain);
    const halves = inputs.map((x) => this.cast(x, 'float16'));
    return this.cast(this.wide(op, halves, dims, attributes, domain), 'float32');
  }

  /** The same in the type of its inputs, whatever the target wants: for products that half precision cannot hold. */
  wide(op: string, inputs: readonly Value[], dims: readonly Dim[], attributes: Attributes = {}, domain = ''): Value {
    const output: Value = { name: this.#name(op), dims, dtype: inputs[0]?.dtype ?? 'float32' };
    this.nodes.push({ op, domain, inputs, outputs: [output], attributes });
    return output;
  }

  /** The same numbers in another type; what was widened before narrows to itself. Carries no gradient. */
  cast(x: Value, dtype: DType): Value {
    const source = this.#casts.get(x.name);
    if (x.dtype === dtype) return x;
    if (source?.dtype === dtype && x.dtype === 'float32') return source;
    const output: Value = { name: this.#name('Cast'), dims: x.dims, dtype };
    const attributes = { to: { int: DATA_TYPES[dtype] } };
    this.nodes.push({ op: 'Cast', domain: '', inputs: [x], outputs: [output], attributes });
    this.#casts.set(output.name, x);
    return output;
  }

  /** What was made under this key before, or else is now: for what several operators want. Carries no gradient. */
  once(key: string, make: () => Value): Value {
    const value = this.#made.get(key) ?? make();
    this.#made.set(key, value);
    return value;
  }

  /** Whether something was made under this key. */
  has(key: string): boolean {
    return this.#made.has(key);
  }

  /** Declares `output` differentiable with respect to `inputs`, and returns it. */
  differentiable(output: Value, inputs: readonly Value[], gradient: GradientRule): Value {
    this.tape.push({ output, inputs, gradient });
    return output;
  }

  #initialiser(value: Value, content: Initialiser['content']): Value {
    this.initialisers.push({ value, content });
    return value;
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${this.#prefix}${kind}_${this.#count}`;
  }
}
