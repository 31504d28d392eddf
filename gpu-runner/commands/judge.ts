import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { openPipeline } from '../pipeline/pipeline.ts';
import { encodePng } from '../pipeline/png.ts';
import { tiled } from '../pipeline/tiles.ts';
import type { Provider } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';
import { DIGITS, loadMnist, PIXELS, SIDE } from '../train/dataset.ts';
import { openJudge, pixelsOf, readDigits } from '../train/judge/judge.ts';
import { realismOf } from '../train/judge/realism.ts';
import { surenessOf } from '../train/judge/sureness.ts';
import { verdictOf } from '../train/judge/verdict.ts';
import { type Judgement, scaledOf, verdictSection, verdictText } from '../train/judge/verdict-text.ts';
import type { Command } from './command.ts';
import { findBundle } from './find-bundle.ts';
import { integerFlag, numberFlag, parseFlags, UsageError } from './flags.ts';
import { putVerdict } from './judge/card.ts';
import { judgePictures } from './judge/pictures.ts';
import { type Asked, COUNT, sampleDigits } from './judge-samples.ts';
import { providerFrom } from './provider-flag.ts';

const usage = `manifold judge [flags]

Samples digits, counts how many are read as the digit asked for (of a bundle that takes no prompt: how many are read with
confidence), and measures how far they are from real ones. Of a bundle that draws from words: draws pictures for prompts in the
words of captions, counts how many are read as the thing and in the style asked for, and measures how far the pictures of a
prompt are apart, what edits keep and forget, and whether inpainting leaves a seam.

  --bundle NAME     what to sample                            (mnist-class)
  --samples N       how many in all; digits by tens           (1000; 200 prompts of words)
  --guidance X,...  guidance scale, and others to compare     (the bundle's)
  --steps N         U-Net evaluations of a sample             (the bundle's)
  --seed N          first of the seeds                        (0)
  --card            write the verdict and sheets of samples into the bundle's card
  --json            print the verdict as JSON
  --provider NAME   cuda, cpu or webgpu                       (MANIFOLD_PROVIDER, else cuda where it is)

manifold judge --bundle mnist-class --samples 100
manifold judge --bundle if-tiny --card`;

const flagTypes = {
  bundle: { type: 'string' },
  samples: { type: 'string' },
  guidance: { type: 'string' },
  steps: { type: 'string' },
  seed: { type: 'string' },
  card: { type: 'boolean' },
  json: { type: 'boolean' },
  provider: { type: 'string' },
} as const;

type Flags = ReturnType<typeof parseFlags<typeof flagTypes>>['values'];

const JUDGE = fileURLToPath(new URL('../bundles/mnist-judge', import.meta.url));

export const command: Command = {
  summary: 'tell how well samples can be read',
  usage,
  async run(argv, signal) {
    const { values, positionals } = parseFlags(argv, flagTypes);
    if (positionals.length > 0) throw new UsageError(`judge takes flags alone, not "${positionals.join(' ')}"`);
    const { directory, manifest } = await findBundle(values.bundle ?? 'mnist-class');
    if (manifest.prompt.kind === 'text') {
      await judgePictures({ directory, manifest }, values, signal);
      return 0;
    }
    const { asked, others } = askedOf(values, manifest);
    const provider = await providerFrom(values.provider);
    const pipeline = await openPipeline(directory, { provider });
    const judge = await openDigitJudge(manifest.prompt.kind === 'class', provider);
    try {
      const pixels = await sampleDigits(pipeline, asked, signal);
      const judgement = await judge.judge(pixels);
      const scaled = others.length > 0 ? [scaledOf(asked.guidance, judgement)] : [];
      for (const guidance of others)
        scaled.push(
          scaledOf(guidance, await judge.judge(await sampleDigits(pipeline, { ...asked, guidance }, signal))),
        );
      const command = commandOf(asked, others, manifest);
      if (values.card) await writeToCard(directory, verdictSection(judgement, command, scaled), pixels);
      const said = { ...asked, ...judgement.read, ...judgement.realism, ...(others.length > 0 && { scaled }) };
      process.stdout.write(values.json ? `${JSON.stringify(said)}\n` : verdictText(judgement, scaled));
    } finally {
      await Promise.all([pipeline.close(), judge.close()]);
    }
    return 0;
  },
};

/** Throws a UsageError that names the flag and what it takes. */
function askedOf(
  flags: Flags,
  { name, size, channels, defaults, prompt }: Manifest,
): { asked: Asked; others: readonly number[] } {
  if (size !== SIDE || channels !== 1) {
    throw new UsageError(
      `--bundle: ${name} makes no digits of ${SIDE} x ${SIDE} pixels, which are all that can be judged`,
    );
  }
  const samples = integerFlag('samples', flags.samples, 1000, 10, 100_000);
  if (samples % DIGITS !== 0) throw new UsageError(`--samples must be a multiple of ten, not ${samples}`);
  const [guidance = defaults.guidance, ...others] = (flags.guidance?.split(',') ?? []).map((text) =>
    numberFlag('guidance', text, defaults.guidance, -100, 100),
  );
  if (others.length > 0 && prompt.kind === 'none')
    throw new UsageError(`--guidance must be one number: ${name} takes no prompt, and it makes no difference`);
  const asked = {
    bundle: name,
    samples,
    guidance,
    steps: integerFlag('steps', flags.steps, defaults.steps, 1, 1000),
    seed: integerFlag('seed', flags.seed, 0, 0, 2 ** 31),
  };
  return { asked, others };
}

/** What judges samples of digits, against the test pictures, which it reads once. */
interface DigitJudge {
  judge(pixels: Float32Array): Promise<Judgement>;
  close(): Promise<void>;
}

async function openDigitJudge(byClass: boolean, provider: Provider): Promise<DigitJudge> {
  const classifier = await openJudge(JUDGE, { provider });
  const data = loadMnist('test');
  const test = await readDigits(classifier, pixelsOf(data));
  return {
    judge: async (pixels) => {
      const samples = await readDigits(classifier, pixels);
      const each = samples.digits.length / DIGITS;
      const readings = byDigit(pixels).map((own, digit) => ({
        digit,
        pixels: own,
        read: samples.digits.slice(digit * each, (digit + 1) * each),
      }));
      return {
        read: byClass ? verdictOf(readings, data) : surenessOf(samples, test),
        realism: realismOf(samples.features, test.features),
      };
    },
    close: () => classifier.release(),
  };
}

/** The pictures of each of ten digits, which lie one digit after another. */
function byDigit(pixels: Float32Array): Float32Array[] {
  const each = pixels.length / DIGITS;
  return Array.from({ length: DIGITS }, (_, digit) => pixels.subarray(digit * each, (digit + 1) * each));
}

/** The command line that gives the same verdict. */
function commandOf(
  { bundle, samples, guidance, steps, seed }: Asked,
  others: readonly number[],
  { prompt }: Manifest,
): string {
  const guided = prompt.kind === 'class' ? `--guidance ${[guidance, ...others].join()} ` : '';
  return `manifold judge --bundle ${bundle} --samples ${samples} ${guided}--steps ${steps} --seed ${seed}`;
}

/** Puts the verdict at the end of the card, in place of an older one, and the first ten samples of each digit beside it. */
async function writeToCard(directory: string, section: string, pixels: Float32Array): Promise<void> {
  await putVerdict(directory, section);
  const first = byDigit(pixels).flatMap((own) => [...own.subarray(0, COUNT * PIXELS)]);
  const sheet = tensor([first.length / PIXELS, 1, SIDE, SIDE], Float32Array.from(first));
  await writeFile(join(directory, 'samples.png'), await encodePng(tiled(sheet, COUNT), [0, 1]));
}
