import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadPictures, MANIFEST_FILE } from '../train/dataset/dataset.ts';
import { SPLITS } from '../train/dataset/dice.ts';
import { writePictures } from '../train/dataset/write.ts';
import type { Command } from './command.ts';
import { integerFlag, parseFlags, UsageError } from './flags.ts';

const SIZES = [64, 256] as const;

/** How many where nobody says. */
const COUNTS = { 64: 40_000, 256: 10_000 } as const;

/** A data set is read in one piece, of at most so many bytes. */
const MOST_BYTES = 2 ** 31 - 1;

const usage = `manifold dataset emoji --out DIR [flags]    make captioned pictures to train on, from pictograms

  --out DIR       where they go
  --count N       how many; of 256 px at most ${mostOf(256)}         (40000; of 256 px 10000)
  --size N        64 or 256 pixels high and wide              (64)
  --seed N        of what is drawn where, and how             (0)
  --split NAME    train, or test for pictures to judge by     (train)

The pictograms and their names come from the npm packages @lobehub/fluent-emoji-3d and emojibase-data, both under the
MIT licence.`;

const flagTypes = {
  out: { type: 'string' },
  count: { type: 'string' },
  size: { type: 'string' },
  seed: { type: 'string' },
  split: { type: 'string' },
} as const;

export const command: Command = {
  summary: 'make captioned pictures to train on',
  usage,
  async run(argv, signal) {
    const { values, positionals } = parseFlags(argv, flagTypes);
    if (positionals.join(' ') !== 'emoji') throw new UsageError('dataset takes one word: emoji');
    if (values.out === undefined) throw new UsageError('--out must name a directory');
    const size = oneOf('size', values.size ?? '64', SIZES);
    const count = integerFlag('count', values.count, COUNTS[size], 1, mostOf(size));
    const seed = integerFlag('seed', values.seed, 0, 0, 2 ** 31);
    if (existsSync(join(values.out, MANIFEST_FILE)))
      throw new UsageError(`--out: ${values.out} holds pictures already; name another, or remove it`);
    const set = { count, size, seed, split: oneOf('split', values.split ?? 'train', SPLITS) };
    await writePictures(values.out, set, (done) => report(done, count), signal);
    const { digest } = await loadPictures(values.out);
    process.stdout.write(`${count} pictures in ${values.out}, digest ${digest}\n`);
    return 0;
  },
};

/** The most pictures of a size that can be read again. */
function mostOf(size: number): number {
  return Math.floor(MOST_BYTES / (3 * size * size));
}

function oneOf<const T extends string | number>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => String(choice) === text);
  if (found === undefined) throw new UsageError(`--${flag} must be ${choices.join(' or ')}, not "${text}"`);
  return found;
}

function report(done: number, count: number): void {
  if (done % 1000 === 0 && done < count) process.stderr.write(`${done} of ${count}\n`);
}
