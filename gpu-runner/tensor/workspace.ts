import { sizeOf, type Tensor, type Tensors, tensor } from './tensor.ts';

/** Makes room for a tensor of these dimensions. */
export type Room = (dims: readonly number[]) => Tensor;

/**
 * Room for tensors that are done with before the next one is made, which takes their place: with new arrays at every step the
 * garbage collector is as busy as the sampler. `allocate` makes the array.
 */
export function reusedRoom(allocate: (size: number) => Float32Array = (size) => new Float32Array(size)): Room {
  let data = allocate(0);
  let last: Tensor | undefined;
  return (dims) => {
    if (last && isSame(last.dims, dims)) return last;
    const size = sizeOf(dims);
    if (data.length < size) data = allocate(size);
    last = tensor(dims, data.subarray(0, size));
    return last;
  };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** Reused rooms by name. */
export class Workspace {
  readonly #rooms = new Map<string, Room>();
  readonly #newRoom: () => Room;
  #last: Tensors = {};

  constructor(newRoom = () => reusedRoom()) {
    this.#newRoom = newRoom;
  }

  /** In the place of what had this name before. */
  room(name: string, dims: readonly number[]): Tensor {
    const room = this.#rooms.get(name) ?? this.#newRoom();
    this.#rooms.set(name, room);
    return room(dims);
  }

  /**
   * Copies of `tensors`, each in the place of what had its name before: the object that was returned last if all lie where those
   * lay. Throws a RangeError where there is no memory for them, or a tensor has not the size of its shape.
   */
  put(tensors: Tensors): Tensors {
    const copies: Tensors = {};
    for (const [name, given] of Object.entries(tensors)) {
      const { dims, data } = tensor(given.dims, given.data);
      copies[name] = this.room(name, dims);
      copies[name].data.set(data);
    }
    if (!areSame(copies, this.#last)) this.#last = copies;
    return this.#last;
  }
}

function areSame(a: Tensors, b: Tensors): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** A workspace in memory that threads share: its tensors are sent from one to another without a copy. */
export function sharedWorkspace(): Workspace {
  const allocate = (size: number) => new Float32Array(new SharedArrayBuffer(size * Float32Array.BYTES_PER_ELEMENT));
  return new Workspace(() => reusedRoom(allocate));
}
