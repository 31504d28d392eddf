import { join } from 'node:path';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Bundle } from '../bundle/bundle.ts';
import { cacheRoot } from '../bundle/cache-root.ts';
import { putVerdict } from '../judging/card.ts';
import { byDigit, type DigitJudge, openDigitJudge } from '../judging/digits/digit-judge.ts';
import { type Asked, COUNT, sampleDigits } from '../judging/digits/sample-digits.ts';
import { type Judgement, type Scaled, scaledOf, verdictSection, verdictText } from '../judging/digits/verdict-text.ts';
import { UnsuitedError } from '../judging/recipe-for.ts';
import { openPipeline } from '../pipeline/pipeline.ts';
import { encodePng } from '../pipeline/png.ts';
import { tensor } from '../tensor/tensor.ts';
import { tiled } from '../tensor/tiles.ts';
import { DIGITS, PIXELS, SIDE } from '../train/digits/mnist.ts';
import { writeOutput } from '../train/output.ts';
import type { Command } from './command.ts';
import { findBundle } from './find-bundle.ts';
import { integerFlag, numberFlag, parseFlags, stepsFlag, UsageError } from './flags.ts';
import { judgePictures } from './judge-pictures.ts';
import { providerFrom } from './provider-flag.ts';
import { flagFault } from './technique-flags.ts';

const usage = `manifold judge [flags]

Samples digits, counts how many are read as the digit asked for (of a bundle that takes no prompt: how many are read with
confidence), and measures how far they are from real ones. Of a bundle that draws from words: draws pictures for prompts in the
words of captions, counts how many are read as the thing and in the style asked for, and measures how far the pictures of a
prompt are apart, what edits keep and forget, and whether inpainting leaves a seam.

  --bundle NAME     what to sample                            (mnist-class)
  --samples N       how many in all; digits by tens           (1000; 200 prompts of words)
  --guidance X,...  guidance scale; of digits on request      (the bundle's)
                    also others to compare
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

/** What is sampled, and the guidance scales to compare with its own. */
interface Plan {
  readonly asked: Asked;
  readonly others: readonly number[];
}

export const command: Command = {
  summary: 'tell how well samples can be read',
  usage,
  async run(argv, signal) {
    const { values, positionals } = parseFlags(argv, flagTypes);
    if (positionals.length > 0) throw new UsageError(`judge takes flags alone, not "${positionals.join(' ')}"`);
    const found = await findBundle(values.bundle ?? 'mnist-class', signal);
    try {
      if (found.manifest.prompt.kind === 'text') await judgePictures(found, values, signal);
      else await judgeDigits(found, values, signal);
    } catch (error) {
      throw error instanceof UnsuitedError ? new UsageError(error.faults.map(flagFault).join('\n')) : error;
    }
    return 0;
  },
};

async function judgeDigits(found: Bundle, flags: Flags, signal: AbortSignal): Promise<void> {
  const plan = askedOf(flags, found.manifest);
  const provider = await providerFrom(flags.provider);
  const pipeline = await openPipeline(found.directory, { provider, cache: cacheRoot(process.env) });
  try {
    const judge = await openDigitJudge(found.manifest.prompt.kind === 'class', provider);
    const draw = (asked: Asked) => sampleDigits(pipeline, asked, signal);
    await judged(found, plan, flags, { judge, draw }).finally(() => judge.close());
  } finally {
    await pipeline.close();
  }
}

/** Who draws digits, and who reads them. */
interface JudgeTools {
  readonly judge: DigitJudge;
  draw(asked: Asked): Promise<Float32Array>;
}

async function judged({ directory, manifest }: Bundle, plan: Plan, flags: Flags, tools: JudgeTools): Promise<void> {
  const { asked, others } = plan;
  const pixels = await tools.draw(asked);
  const judgement = await tools.judge.judge(pixels);
  const scaled = await compared(judgement, plan, tools);
  const said = { ...asked, ...judgement.read, ...judgement.realism, ...(others.length > 0 && { scaled }) };
  // Said first: a card that cannot be written is no reason to sample again.
  process.stdout.write(flags.json ? `${JSON.stringify(said)}\n` : verdictText(judgement, scaled));
  if (flags.card) await writeToCard(directory, verdictSection(judgement, commandOf(plan, manifest), scaled), pixels);
}

/** The judgement beside those at the other guidance scales; nothing where there are none. */
async function compared(judgement: Judgement, { asked, others }: Plan, { judge, draw }: JudgeTools): Promise<Scaled[]> {
  if (others.length === 0) return [];
  const scaled = [scaledOf(asked.guidance, judgement)];
  for (const guidance of others) scaled.push(scaledOf(guidance, await judge.judge(await draw({ ...asked, guidance }))));
  return scaled;
}

/** Throws a UsageError that names the flag and what it takes. */
function askedOf(flags: Flags, manifest: Manifest): Plan {
  const { name, size, channels, defaults, prompt } = manifest;
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
    steps: stepsFlag(flags.steps, manifest),
    seed: integerFlag('seed', flags.seed, 0, 0, 2 ** 31),
  };
  return { asked, others };
}

/** The command line that gives the same verdict. */
function commandOf({ asked, others }: Plan, { prompt }: Manifest): string {
  const { bundle, samples, guidance, steps, seed } = asked;
  const guided = prompt.kind === 'class' ? `--guidance ${[guidance, ...others].join()} ` : '';
  return `manifold judge --bundle ${bundle} --samples ${samples} ${guided}--steps ${steps} --seed ${seed}`;
}

/** Puts the verdict at the end of the card, in place of an older one, and the first ten samples of each digit beside it. */
async function writeToCard(directory: string, section: string, pixels: Float32Array): Promise<void> {
  const first = byDigit(pixels).flatMap((own) => [...own.subarray(0, COUNT * PIXELS)]);
  const sheet = tensor([first.length / PIXELS, 1, SIDE, SIDE], Float32Array.from(first));
  await writeOutput(join(directory, 'samples.png'), await encodePng(tiled(sheet, COUNT), [0, 1]));
  await putVerdict(directory, section);
}
