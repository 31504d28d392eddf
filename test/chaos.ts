import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Job } from '@manifold/shared/protocol/job';
import { build } from '../infra/build.ts';
import { ask, post, resultOf, untilEnded } from './client.ts';
import { Stack } from './stack.ts';

/*
 * `npm run chaos -- --minutes 10`: asks for digits while it kills the runner and the edge at random with -9, then checks
 * that every job that was accepted is done, with exactly one result, and that the results are those of a quiet stack.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('usage: npm run chaos -- --minutes 10');

const accepted = new Map<string, Job>();
let kills = 0;

async function askOnAndOn(stack: Stack, until: number): Promise<void> {
  for (let seed = 1; Date.now() < until; seed++) {
    try {
      const job = await ask(stack, { prompt: String(seed % 10), seed, steps: 60, count: 2 });
      accepted.set(job.id, job);
    } catch {
      // Not accepted: the edge was away.
    }
    await sleep(500 + 1500 * Math.random());
  }
}

async function killOnAndOn(stack: Stack, until: number): Promise<void> {
  while (Date.now() < until) {
    await sleep(2000 + 10_000 * Math.random());
    kills++;
    const [edge, runner] = [Math.random() < 0.5, Math.random() < 0.5];
    if (edge) await stack.edge.kill();
    if (runner || !edge) await stack.runner.kill();
    if (edge) await stack.startEdge();
    if (runner || !edge) await stack.startRunner();
    console.log(`${accepted.size} jobs accepted, ${kills} kills`);
  }
}

/** The digests of a job's pictures, once it is done. */
async function picturesOf(stack: Stack, job: Job): Promise<string> {
  const last = await untilEnded(stack, job.id);
  if (last.type !== 'done') throw new Error(`job ${job.id} ended as ${last.type}`);
  const { images } = await resultOf(stack, last.resultId);
  return images.map(({ digest }) => digest).join();
}

/** Computes the same recipes where nothing is killed, and compares. */
async function compare(results: ReadonlyMap<Job, string>): Promise<void> {
  const quiet = await Stack.start();
  try {
    for (const [{ recipe }, pictures] of results) {
      const again = Job.parse(await (await post(quiet, { recipe })).json());
      if ((await picturesOf(quiet, again)) !== pictures) throw new Error(`seed ${recipe.seed} gave other pictures`);
    }
  } finally {
    await quiet.stop();
  }
}

await build(console.log);
const stack = await Stack.start();
try {
  const until = Date.now() + minutes * 60_000;
  await Promise.all([askOnAndOn(stack, until), killOnAndOn(stack, until)]);
  const results = new Map<Job, string>();
  for (const job of accepted.values()) results.set(job, await picturesOf(stack, job));
  await compare(results);
  console.log(`${accepted.size} jobs accepted, ${kills} kills: all done, each with its one result`);
} finally {
  await stack.stop();
}
