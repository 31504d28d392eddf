import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../infra/build.ts';
import { cache, root } from '../infra/paths.ts';
import { exitCodeOf, onSignals } from '../infra/signals.mjs';
import { type Count, countOf } from './count.ts';

/*
 * What `npm test` runs: the checks, the unit tests, the edge's tests in workerd, and those of the whole stack. With words
 * after it (`npm test -- shared`, `npm test -- e2e/cli`) only the tests whose path has one of them. The last line counts.
 */
interface Part {
  readonly title: string;
  /** Whether it runs the tests that words choose from. */
  readonly isSuite?: boolean;
  run(): Promise<Count>;
}

const words = process.argv.slice(2);

/** What vitest exits with when Ctrl-C cancels it: it reads the terminal's keys itself, and there is no signal. */
const interrupted = exitCodeOf('SIGINT');

let running: ChildProcess | undefined;
let signalled: NodeJS.Signals | undefined;

const checks: Part[] = [
  check('Lint, format and import arrows', 'biome', ['check', '--error-on-warnings']),
  check('Types', 'tsc', ['-b']),
  check('Dead code', 'knip', []),
];

const suites: Part[] = [
  suite('Unit tests', 'vitest.unit.ts'),
  suite('The edge, in workerd', 'vitest.edge.ts'),
  { title: 'Build of the site and the edge', run: builds },
  suite('The whole stack, the command line and the browser', 'vitest.e2e.ts'),
];

function check(title: string, tool: string, args: readonly string[]): Part {
  return { title, run: async () => one((await exec(tool, args)) === 0) };
}

function suite(title: string, config: string): Part {
  return { title, isSuite: true, run: () => vitest(config) };
}

async function vitest(config: string): Promise<Count> {
  const report = join(cache, `${config}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // Words may choose none of a suite; without words one that is empty has lost its tests.
  const chosen = words.length > 0 ? ['--passWithNoTests', ...words] : [];
  return countOf(await exec('vitest', ['run', '-c', `test/${config}`, ...reporters, ...chosen]), report);
}

async function builds(): Promise<Count> {
  try {
    await build(console.log);
    return one(true);
  } catch (error) {
    console.error(error);
    return one(false);
  }
}

function one(isWell: boolean): Count {
  return isWell ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function exec(tool: string, args: readonly string[]): Promise<number> {
  const child = spawn(join(root, 'node_modules', '.bin', tool), args, { cwd: root, stdio: 'inherit' });
  running = child;
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      running = undefined;
      if (signalled !== undefined || code === interrupted) process.exit(exitCodeOf(signalled ?? 'SIGINT'));
      resolve(code ?? 1);
    });
  });
}

/** Hands the first signal on to the tool that runs, and ends by it once that has. */
function end(signal: NodeJS.Signals): void {
  if (signalled !== undefined) return;
  signalled = signal;
  if (running === undefined) process.exit(exitCodeOf(signal));
  running.kill(signal);
}

async function run(parts: readonly Part[]): Promise<Count> {
  const total: Count = { passed: 0, failed: 0 };
  let tested = 0;
  for (const [index, { title, isSuite, run }] of parts.entries()) {
    console.log(`\n--- ${index + 1} of ${parts.length}: ${title}`);
    const begun = Date.now();
    const { passed, failed } = await run();
    console.log(`${failed === 0 ? 'Well' : 'NOT WELL'} after ${Math.round((Date.now() - begun) / 1000)} s: ${title}`);
    total.passed += passed;
    total.failed += failed;
    if (isSuite) tested += passed + failed;
  }
  if (tested > 0) return total;
  console.error(`\nThere is no test whose path has ${words.map((word) => `"${word}"`).join(' or ')}.`);
  return { ...total, failed: total.failed + 1 };
}

onSignals(end);
mkdirSync(cache, { recursive: true });
const { passed, failed } = await run(words.length === 0 ? [...checks, ...suites] : suites);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
