import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import { uniforms } from '../../tensor/random.ts';
import type { CaptionedPictures } from '../dataset/dataset.ts';
import type { TinyConfig } from './run.ts';

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [230, 40, 40],
  blue: [40, 60, 230],
};

/** Discs on white: what is said of one is its colour. */
export function discs(count: number, size = 16): CaptionedPictures {
  const pixels = new Uint8Array(count * 3 * size * size).fill(255);
  const draws = uniforms({ seed: 1, stream: 'order', sample: 0, timestep: 0 }, 3 * count);
  const names = Array.from({ length: count }, (_, i) => Object.keys(COLOURS)[i % 2]!);
  names.forEach((name, index) => {
    const [x, y, radius] = [
      6 + 4 * draws[3 * index]!,
      6 + 4 * draws[3 * index + 1]!,
      3 + 2 * draws[3 * index + 2]!,
    ].map((sixteenths) => (sixteenths * size) / 16) as [number, number, number];
    for (let at = 0; at < size * size; at++) {
      if ((Math.floor(at / size) - y) ** 2 + ((at % size) - x) ** 2 > radius ** 2) continue;
      COLOURS[name]!.forEach((value, channel) => {
        pixels[(index * 3 + channel) * size * size + at] = value;
      });
    }
  });
  const captions = names.map((name) => [`a ${name} disc`, `${name}`]);
  const told = { captions, things: names.map(() => ['disc']), styles: names };
  return { count, size, seed: 0, split: 'train', pixels, ...told, digest: 'discs' };
}

const WORDS = ['a', 'disc', ...Object.keys(COLOURS)];

/** Whole words; 0 is padding, 1 the end, 2 a word unknown. */
export const words: Tokenize = (text, length) => {
  const known = text
    .split(' ')
    .filter(Boolean)
    .map((word) => WORDS.indexOf(word) + 3);
  const read = [...known, 1];
  const fill = Array.from({ length: length - read.length }, () => 0);
  return { ids: [...read, ...fill], mask: [...read.map(() => 1), ...fill], dropped: 0 };
};

/** Two phases of two steps. */
export const tinyDiscs: TinyConfig = {
  net: 'if-tiny',
  widths: '16,32',
  sizes: '8:8:4,16:4:2',
  lr: 1e-3,
  optimiser: 'muon',
  answers: 'velocity',
  snr: 5,
  seed: 1,
  ema: 0.9,
  vocabulary: 8,
  digest: 'discs',
};
