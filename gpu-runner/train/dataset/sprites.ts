import { type Mipmap, readMipmap } from './sprite.ts';

/** Pictograms by path, each read once. */
export class Sprites {
  readonly #side: number;
  readonly #read = new Map<string, Promise<Mipmap>>();

  /** Their longer side, in pixels. */
  constructor(side: number) {
    this.#side = side;
  }

  of(path: string): Promise<Mipmap> {
    const sprite = this.#read.get(path) ?? readMipmap(path, this.#side);
    this.#read.set(path, sprite);
    return sprite;
  }
}
