import { fileURLToPath } from 'node:url';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { cacheRoot } from '../bundle/cache-root.ts';
import { putVerdict } from '../judging/card.ts';
import { examine, type Plan } from '../judging/pictures/examination.ts';
import { Examinee, type Manner } from '../judging/pictures/examinee.ts';
import { goalsOf } from '../judging/pictures/goals.ts';
import { hangSheets } from '../judging/pictures/sheets.ts';
import { pictureVerdictSection, pictureVerdictText } from '../judging/pictures/verdict-text.ts';
import { SIDE } from '../nets/emoji/classifier.ts';
import { openPipeline } from '../pipeline/pipeline.ts';
import { openJudge } from '../train/emoji-judge/judge.ts';
import { integerFlag, numberFlag, stepsFlag, UsageError } from './flags.ts';
import { providerFrom } from './provider-flag.ts';

const JUDGE = fileURLToPath(new URL('../bundles/emoji-judge', import.meta.url));

/** The flags that say what is drawn and what is said of it. */
export interface JudgeFlags {
  readonly samples?: string;
  readonly guidance?: string;
  readonly steps?: string;
  readonly seed?: string;
  readonly card?: boolean;
  readonly json?: boolean;
  readonly provider?: string;
}

/**
 * Judges a bundle that draws from words, and prints the verdict. Throws a UsageError that names the flag and what it takes, or an
 * UnsuitedError.
 */
export async function judgePictures(
  { directory, manifest }: { readonly directory: string; readonly manifest: Manifest },
  flags: JudgeFlags,
  signal: AbortSignal,
): Promise<void> {
  const asked = askedOf(flags, manifest);
  const provider = await providerFrom(flags.provider);
  const pipeline = await openPipeline(directory, { provider, cache: cacheRoot(process.env) });
  const judge = await openJudge(JUDGE, { provider }).catch(async (error) => {
    await pipeline.close();
    throw error;
  });
  try {
    const examinee = new Examinee(pipeline, asked, signal);
    const verdict = await examine(examinee, judge, asked, signal);
    const all = { bundle: manifest.name, ...asked, ...verdict, goals: goalsOf(verdict) };
    // Said first: a card that cannot be written is no reason to draw again.
    process.stdout.write(flags.json ? `${JSON.stringify(all)}\n` : pictureVerdictText(verdict));
    if (flags.card) {
      const sheets = await hangSheets(directory, examinee, asked, signal);
      const circumstances = { command: commandOf(asked, manifest), sheets, accuracy: judge.accuracy };
      await putVerdict(directory, pictureVerdictSection(verdict, circumstances));
    }
  } finally {
    await Promise.all([pipeline.close(), judge.release()]);
  }
}

function askedOf(flags: JudgeFlags, manifest: Manifest): Plan & Manner {
  const { name, size, channels, defaults } = manifest;
  if (SIDE % size !== 0 || channels !== 3) {
    throw new UsageError(`--bundle: ${name} draws ${size} px; what can be judged has ${SIDE} or a divisor of it`);
  }
  if (flags.guidance?.includes(','))
    throw new UsageError(
      `--guidance must be one number: ${name} draws from words, and only digits on request are compared`,
    );
  return {
    samples: integerFlag('samples', flags.samples, 200, 6, 10_000),
    guidance: numberFlag('guidance', flags.guidance, defaults.guidance, -100, 100),
    steps: stepsFlag(flags.steps, manifest),
    seed: integerFlag('seed', flags.seed, 0, 0, 2 ** 31),
  };
}

/** The command line that gives the same verdict. */
function commandOf({ samples, guidance, steps, seed }: Plan & Manner, { name }: Manifest): string {
  return `manifold judge --bundle ${name} --samples ${samples} --guidance ${guidance} --steps ${steps} --seed ${seed}`;
}
