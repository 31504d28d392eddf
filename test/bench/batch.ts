import { join } from 'node:path';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { readContents } from '../../gpu-runner/bundle/kinds.ts';
import { netOf } from '../../gpu-runner/pipeline/nets.ts';
import { openPipeline, type Pipeline } from '../../gpu-runner/pipeline/pipeline.ts';
import { recipeFor, run } from '../../gpu-runner/pipeline/testing.ts';
import { bundleSession } from '../../gpu-runner/runtime/inference.ts';
import { normals } from '../../gpu-runner/tensor/random.ts';
import { sizeOf, type Tensors } from '../../gpu-runner/tensor/tensor.ts';
import { root } from '../../infra/paths.ts';
import { median } from './alternate.ts';
import { type Bench, cores, count, flagsOf, UsageError } from './command.ts';

const JOBS = [1, 2, 4, 8];

const usage = `npm run bench -- batch [flags]

Jobs that run at the same time share the U-Net's batches: pictures a second for 1, 2, 4 and 8 jobs together, each begun when the
one before it has taken a step, and one after another, by turns; and how much longer a step of the runner takes than the bare
call of ONNX Runtime in it, where a job is under way: by the clock and, since other programs may want the machine too, by the
time that processors were busy.

  --bundle DIR   (default gpu-runner/bundles/mnist-class)
  --count N      pictures of a job (default 1)
  --steps N      of a job, at least 2 (default 20)
  --rounds N     (default 5)
  --threads N    (default ${cores})`;

const options = {
  bundle: { type: 'string' },
  count: { type: 'string' },
  steps: { type: 'string' },
  rounds: { type: 'string' },
  threads: { type: 'string' },
} as const;

interface Setup {
  readonly directory: string;
  readonly count: number;
  readonly steps: number;
  readonly rounds: number;
  readonly threads: number;
}

export const bench: Bench = {
  summary: 'jobs that share batches beside one after another, and what a step costs beside its U-Net call',
  usage,
  async run(args) {
    const flags = flagsOf(args, options);
    const setup: Setup = {
      directory: flags.bundle ?? join(root, 'gpu-runner/bundles/mnist-class'),
      count: count('count', flags.count, 1),
      steps: stepsFrom(flags.steps),
      rounds: count('rounds', flags.rounds, 5),
      threads: count('threads', flags.threads, cores),
    };
    const pipeline = await openPipeline(setup.directory, { threads: setup.threads });
    try {
      await throughput(pipeline, setup);
      await overhead(pipeline, setup);
    } finally {
      await pipeline.close();
    }
  },
};

/** Throws a UsageError naming the flag. */
function stepsFrom(text: string | undefined): number {
  const steps = count('steps', text, 20);
  if (steps > 1) return steps;
  throw new UsageError(`--steps must be at least 2, not ${steps}: those after a job's first are measured`);
}

async function throughput(pipeline: Pipeline, setup: Setup): Promise<void> {
  console.log(
    `${pipeline.manifest.name}, ${setup.count} pictures a job, ${setup.steps} steps, ${setup.threads} threads`,
  );
  await run(pipeline, recipeOf(pipeline, setup, 1));
  for (const jobs of JOBS) {
    const seeds = Array.from({ length: jobs }, (_, i) => i + 1);
    const recipes = seeds.map((seed) => recipeOf(pipeline, setup, seed));
    const together = () => runTogether(pipeline, recipes);
    const apart = async () => {
      for (const recipe of recipes) await run(pipeline, recipe);
    };
    const [shared, alone] = await byTurns([together, apart], setup.rounds);
    const rate = ({ seconds }: Spent) => ((jobs * setup.count) / median(seconds)).toFixed(2).padStart(7);
    const gain = (of: keyof Spent) => median(shared![of].map((s, i) => alone![of][i]! / s)).toFixed(2);
    console.log(
      `  ${jobs} jobs: ${rate(shared!)} pictures/s together, ${rate(alone!)} one after another, ` +
        `${gain('seconds')} times, ${gain('cpuSeconds')} by processor seconds`,
    );
  }
}

/** Runs that are at timesteps of their own: each begins when the one before it has taken a step. */
async function runTogether(pipeline: Pipeline, recipes: readonly Recipe[]): Promise<void> {
  const endings: Promise<void>[] = [];
  for (const recipe of recipes) {
    const sampling = pipeline.run(recipe, new AbortController().signal);
    await sampling.next();
    endings.push(toEnd(sampling));
  }
  await Promise.all(endings);
}

async function toEnd(sampling: ReturnType<Pipeline['run']>): Promise<void> {
  while (!(await sampling.next()).done);
}

function recipeOf(pipeline: Pipeline, { count, steps }: Setup, seed: number): Recipe {
  return recipeFor(pipeline, { count, steps, seed });
}

/** The steps of a job after its first beside as many calls of its U-Net on feeds of the same shape, in a session like the runner's. */
async function overhead(pipeline: Pipeline, setup: Setup): Promise<void> {
  const { directory, threads, rounds } = setup;
  const counted = setup.steps - 1;
  const { net, directory: place, weights } = netOf(await readContents(directory), 'unet');
  const session = await bundleSession(net, place, weights, { threads });
  const feeds = randomFeeds(net.inputs, 2 * setup.count);
  const bare = async () => {
    for (let i = 0; i < counted; i++) await session.run(feeds);
  };
  await bare();
  const recipe = recipeOf(pipeline, setup, 1);
  const underWay: Work = async (begin) => {
    const sampling = pipeline.run(recipe, new AbortController().signal);
    await sampling.next();
    begin();
    await toEnd(sampling);
  };
  const [whole, calls] = await byTurns([underWay, bare], 2 * rounds);
  await session.release();
  const line = (name: string, of: keyof Spent) => {
    const [ofWhole, ofCalls] = [whole![of], calls![of]];
    const ms = (seconds: readonly number[]) => ((1000 * median(seconds)) / counted).toFixed(2);
    const extra = median(ofWhole.map((s, i) => s / ofCalls[i]! - 1));
    return `  a step of one job ${name}: ${ms(ofWhole)} ms, its U-Net call alone ${ms(ofCalls)} ms: ${percent(extra)} more`;
  };
  console.log(line('by the clock', 'seconds'));
  console.log(line('in processor time', 'cpuSeconds'));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function randomFeeds(inputs: Readonly<Record<string, readonly number[]>>, rows: number): Tensors {
  const entries = Object.entries(inputs).map(([name, shape], sample) => {
    const dims = [rows, ...shape];
    return [name, { dims, data: normals({ seed: 1, stream: 'train', sample, timestep: 0 }, sizeOf(dims)) }] as const;
  });
  return Object.fromEntries(entries);
}

/** What rounds of a kind of work took, by the clock and by the processors of all threads of this process. */
interface Spent {
  readonly seconds: number[];
  readonly cpuSeconds: number[];
}

/** Something to measure; it calls `begin` after what is not to be counted. */
type Work = (begin: () => void) => Promise<unknown>;

/** Each kind of work in rounds by turns. */
async function byTurns(works: readonly Work[], rounds: number): Promise<Spent[]> {
  const spent = works.map((): Spent => ({ seconds: [], cpuSeconds: [] }));
  for (let i = 0; i < rounds; i++) {
    for (const [j, work] of works.entries()) {
      let [begun, cpuBegun] = [performance.now(), process.cpuUsage()];
      await work(() => {
        [begun, cpuBegun] = [performance.now(), process.cpuUsage()];
      });
      const { user, system } = process.cpuUsage(cpuBegun);
      spent[j]!.seconds.push((performance.now() - begun) / 1e3);
      spent[j]!.cpuSeconds.push((user + system) / 1e6);
    }
  }
  return spent;
}
