/** A dense row-major float32 array with its shape, e.g. `[N, C, H, W]` for a batch of images. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Number of elements of a shape; the empty shape is a scalar and has one. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, d) => product * d, 1);
}

/** Wraps `data` in a shape. Throws a RangeError when the sizes differ. */
export function tensor(dims: readonly number[], data: Float32Array): Tensor {
  if (data.length !== sizeOf(dims)) {
    throw new RangeError(`a tensor of shape [${dims.join(', ')}] holds ${sizeOf(dims)} values, not ${data.length}`);
  }
  return { dims, data };
}

export function zeros(dims: readonly number[]): Tensor {
  return { dims, data: new Float32Array(sizeOf(dims)) };
}

/** Tensors by name: the feeds and results of a session, or the weights of a network. */
export type Tensors = Record<string, Tensor>;
