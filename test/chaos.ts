import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Job } from '@manifold/shared/protocol/job';
import { build } from '../infra/build.ts';
import { exitCodeOf, onSignals } from '../infra/signals.mjs';
import { askUnlessAway, picturesOfAll } from './accepted.ts';
import { post } from './client.ts';
import { Stack } from './stack.ts';

/*
 * `npm run chaos -- --minutes 10`: asks for digits while it kills the runner and the edge at random with -9, then checks
 * that every job that was accepted is done, with exactly one result, and that the results are those of a quiet stack.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('usage: npm run chaos -- --minutes 10');

/** How long after the last kill the last job may take, in ms. */
const limit = 120_000;

const accepted: Job[] = [];
let kills = 0;
let isOver = false;

async function askOnAndOn(stack: Stack): Promise<void> {
  for (let seed = 1; !isOver; seed++) {
    const job = await askUnlessAway(stack, { prompt: String(seed % 10), seed, steps: 60, count: 2 });
    if (job) accepted.push(job);
    await sleep(500 + 1500 * Math.random());
  }
}

async function killOnAndOn(stack: Stack): Promise<void> {
  while (!isOver) {
    await sleep(2000 + 10_000 * Math.random());
    kills++;
    const [edge, runner] = [Math.random() < 0.5, Math.random() < 0.5];
    if (edge) await stack.edge.kill();
    if (runner || !edge) await stack.runner.kill();
    if (edge) await stack.startEdge();
    if (runner || !edge) await stack.startRunner();
    console.log(`${accepted.length} jobs accepted, ${kills} kills`);
  }
}

/** Both until the time is over, or one has failed: what the other has begun comes to its end first. */
async function ordeal(stack: Stack): Promise<void> {
  const end = () => {
    isOver = true;
  };
  setTimeout(end, minutes * 60_000).unref();
  const works = [askOnAndOn(stack), killOnAndOn(stack)];
  for (const work of works) work.catch(end);
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** Computes the same recipes where nothing is killed, and compares. */
async function compare(results: ReadonlyMap<Job, string>): Promise<void> {
  const quiet = await Stack.start();
  try {
    for (const [{ recipe }, pictures] of results) {
      const again = Job.parse(await (await post(quiet, { recipe })).json());
      const there = await picturesOfAll(quiet, [again], limit);
      if (there.get(again) !== pictures) throw new Error(`seed ${recipe.seed} gave other pictures`);
    }
  } finally {
    await quiet.stop();
  }
}

onSignals((signal) => process.exit(exitCodeOf(signal)));
await build(console.log);
const stack = await Stack.start();
try {
  await ordeal(stack);
  await compare(await picturesOfAll(stack, accepted, limit));
  console.log(`${accepted.length} jobs accepted, ${kills} kills: all done, each with its one result`);
} finally {
  await stack.stop();
}
