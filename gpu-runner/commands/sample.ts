import { mkdir } from 'node:fs/promises';
import { type Prepared, prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Technique } from '@manifold/shared/recipe/technique';
import { readBundle } from '../bundle/bundle.ts';
import { bundleRoots, findBundles } from '../bundle/search.ts';
import { openPipeline, type PipelineOptions } from '../pipeline/pipeline.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Command } from './command.ts';
import { integerFlag, parseFlags, UsageError } from './flags.ts';
import { type SampledResult, writeSampled } from './sampled-files.ts';
import { SamplingProgress } from './sampling-progress.ts';
import { fieldsOf, flagFault, helpOf, optionsOf, readTechnique } from './technique-flags.ts';

const fields = fieldsOf('Sample');
const options = {
  ...optionsOf(fields),
  out: { type: 'string', short: 'o' },
  threads: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const usage = `manifold sample --prompt TEXT [flags]

Samples a bundle and writes 0.png, 1.png, ..., sheet.png and result.json.

${helpOf(fields)}
  -o, --out DIR     Where the files go (default out)
  --threads N       Processor threads (default all)
  --json            Print the result on the standard output

manifold sample --prompt 7 --guidance 5 --seed 1 --count 4 -o sevens`;

export const command: Command = {
  summary: 'draw pictures',
  usage,
  async run(argv, signal) {
    const { values, positionals } = parseFlags(argv, options);
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" belongs to no flag`);
    const threads = integerFlag('threads', values.threads, 0, 1, 256);
    const read = readTechnique('sample', fields, values);
    if (!read.ok) throw new UsageError(read.faults.join('\n'));
    const { directory, recipe } = await prepared(read.technique);
    const out = values.out ?? 'out';
    await makeDirectory(out);
    const { manifest, pictures } = await sampled(directory, recipe, threads ? { threads } : {}, signal);
    const result = await writeSampled(out, recipe, pictures, manifest);
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : summaryOf(result, out));
    return 0;
  },
};

/** The bundle's directory and the checked recipe. Throws a UsageError that names the flags at fault. */
async function prepared(technique: Technique): Promise<{ directory: string; recipe: Recipe }> {
  const bundles = await findBundles(bundleRoots(process.env));
  const directory = bundles.get(technique.bundle);
  if (!directory) {
    const names = [...bundles.keys()].join(', ');
    throw new UsageError(
      `--bundle: there is no ${technique.bundle} here; ${names ? `use one of ${names}` : 'none is installed'}`,
    );
  }
  const { manifest } = await readBundle(directory);
  return { directory, recipe: recipeOf(prepareTechnique(technique, manifest, randomSeed)) };
}

function recipeOf(prepared: Prepared): Recipe {
  if (prepared.ok) return prepared.recipe;
  throw new UsageError(prepared.faults.map(flagFault).join('\n'));
}

/** Before the work, not after it, since it may be refused. Throws a UsageError. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new UsageError(`--out: ${path} cannot be made a directory (${(cause as NodeJS.ErrnoException).code})`);
  }
}

/** Runs the recipe with its progress on the standard error. */
async function sampled(directory: string, recipe: Recipe, options: PipelineOptions, signal: AbortSignal) {
  const pipeline = await openPipeline(directory, options);
  const progress = new SamplingProgress(process.stderr);
  try {
    return { manifest: pipeline.manifest, pictures: await finish(pipeline.run(recipe, signal), progress) };
  } finally {
    progress.end();
    await pipeline.close();
  }
}

async function finish(
  steps: ReturnType<Awaited<ReturnType<typeof openPipeline>>['run']>,
  progress: SamplingProgress,
): Promise<Tensor> {
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) progress.show(next.value);
  return next.value;
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

function summaryOf({ id, recipe, images }: SampledResult, out: string): string {
  const files = images.length === 1 ? '0.png' : `0.png to ${images.length - 1}.png`;
  return `${out}: ${files}, sheet.png, result.json\nseed ${recipe.seed}, recipe ${id}\n`;
}
