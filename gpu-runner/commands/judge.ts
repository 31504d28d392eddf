import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { bundleRoots, findBundles } from '../bundle/search.ts';
import { contactSheet } from '../pipeline/encode.ts';
import { openPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import { tensor } from '../tensor/tensor.ts';
import { DIGITS, loadMnist, PIXELS, SIDE } from '../train/dataset.ts';
import { openJudge, readDigits } from '../train/judge.ts';
import { type Readings, type Verdict, verdictOf } from '../train/verdict.ts';
import { verdictSection, verdictText } from '../train/verdict-text.ts';
import type { Command } from './command.ts';
import { integerFlag, numberFlag, parseFlags, UsageError } from './flags.ts';

const usage = `manifold judge [flags]    sample every digit and count how many are read as asked

  --bundle NAME     what to sample                            (mnist-class)
  --samples N       how many in all, a multiple of ten        (1000)
  --guidance X      guidance scale                            (5)
  --steps N         U-Net evaluations of a sample             (50)
  --seed N          first of the seeds                        (0)
  --card            write the verdict and a sheet of samples into the bundle's card
  --json            print the verdict as JSON`;

const flagTypes = {
  bundle: { type: 'string' },
  samples: { type: 'string' },
  guidance: { type: 'string' },
  steps: { type: 'string' },
  seed: { type: 'string' },
  card: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

interface Asked {
  readonly bundle: string;
  readonly samples: number;
  readonly guidance: number;
  readonly steps: number;
  readonly seed: number;
}

/** Samples of one recipe; the recipes of all ten digits run at once. */
const COUNT = 10;
const JUDGE = fileURLToPath(new URL('../bundles/mnist-judge', import.meta.url));

export const command: Command = {
  summary: 'count how many sampled digits are read as the digit asked for',
  usage,
  async run(argv, signal) {
    const { values, positionals } = parseFlags(argv, flagTypes);
    if (positionals.length > 0) throw new UsageError(`judge takes flags alone, not "${positionals.join(' ')}"`);
    await judge(askedOf(values), { card: values.card ?? false, json: values.json ?? false }, signal);
    return 0;
  },
};

function askedOf(flags: Partial<Record<keyof Asked, string>>): Asked {
  const samples = integerFlag('samples', flags.samples, 1000, 10, 100_000);
  if (samples % DIGITS !== 0) throw new UsageError(`--samples must be a multiple of ten, not ${samples}`);
  return {
    bundle: flags.bundle ?? 'mnist-class',
    samples,
    guidance: numberFlag('guidance', flags.guidance, 5, -100, 100),
    steps: integerFlag('steps', flags.steps, 50, 1, 1000),
    seed: integerFlag('seed', flags.seed, 0, 0, 2 ** 31),
  };
}

async function judge(asked: Asked, output: { card: boolean; json: boolean }, signal: AbortSignal): Promise<void> {
  const directory = (await findBundles(bundleRoots(process.env))).get(asked.bundle);
  if (!directory) throw new UsageError(`--bundle must name a bundle of digits, not "${asked.bundle}"`);
  const pixels = await sampleDigits(directory, asked, signal);
  const verdict = verdictOf(await readAll(pixels), loadMnist('test'));
  if (output.card) await writeToCard(directory, verdict, asked, pixels);
  process.stdout.write(output.json ? `${JSON.stringify({ ...asked, ...verdict })}\n` : verdictText(verdict));
}

/** The samples of each digit, 784 values in [0, 1] each. */
async function sampleDigits(directory: string, asked: Asked, signal: AbortSignal): Promise<Float32Array[]> {
  const pipeline = await openPipeline(directory);
  const each = asked.samples / DIGITS;
  const digits = Array.from({ length: DIGITS }, () => new Float32Array(each * PIXELS));
  try {
    for (let done = 0; done < each; done += COUNT) {
      const count = Math.min(COUNT, each - done);
      const recipes = recipesOf(asked, done, count, pipeline.manifest);
      const finished = await Promise.all(recipes.map((recipe) => finish(pipeline, recipe, signal)));
      for (const [digit, pixels] of finished.entries()) digits[digit]!.set(pixels, done * PIXELS);
      process.stderr.write(`${(done + count) * DIGITS} of ${asked.samples} sampled\n`);
    }
  } finally {
    await pipeline.close();
  }
  return digits;
}

/** A recipe a digit; no two share a seed. */
function recipesOf(asked: Asked, done: number, count: number, manifest: Manifest): Recipe[] {
  return Array.from({ length: DIGITS }, (_, digit) => {
    const { bundle, guidance, steps } = asked;
    const seed = asked.seed + (done / COUNT) * DIGITS + digit;
    const prompts = { prompt: String(digit), negative: '' };
    const technique = { technique: 'sample', bundle, ...prompts, guidance, steps, seed, count } as const;
    const prepared = prepareTechnique(technique, manifest, () => seed);
    if (prepared.ok) return prepared.recipe;
    throw new UsageError(prepared.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '));
  });
}

async function finish(pipeline: Pipeline, recipe: Recipe, signal: AbortSignal): Promise<Float32Array> {
  const steps = pipeline.run(recipe, signal);
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  return next.value.data.map((value) => Math.min(1, Math.max(0, value)));
}

async function readAll(digits: readonly Float32Array[]): Promise<Readings[]> {
  const classifier = await openJudge(JUDGE);
  const readings: Readings[] = [];
  for (const [digit, pixels] of digits.entries()) {
    readings.push({ digit, pixels, read: await readDigits(classifier, pixels) });
  }
  await classifier.release();
  return readings;
}

/** Puts the verdict at the end of the card, in place of an older one, and the first ten samples of each digit beside it. */
async function writeToCard(directory: string, verdict: Verdict, asked: Asked, pixels: readonly Float32Array[]) {
  const path = join(directory, 'README.md');
  const [before] = (await readFile(path, 'utf8')).split('## Judged');
  const { bundle, samples, guidance, steps, seed } = asked;
  const flags = `--samples ${samples} --guidance ${guidance} --steps ${steps} --seed ${seed}`;
  await writeFile(
    path,
    `${before!.trimEnd()}\n\n${verdictSection(verdict, `manifold judge --bundle ${bundle} ${flags}`)}`,
  );
  const first = pixels.flatMap((digit) => [...digit.subarray(0, COUNT * PIXELS)]);
  const sheet = tensor([first.length / PIXELS, 1, SIDE, SIDE], Float32Array.from(first));
  await writeFile(join(directory, 'samples.png'), (await contactSheet(sheet, [0, 1])).png);
}
