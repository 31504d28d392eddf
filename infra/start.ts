import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { CannotStart, claimHome, claimPort, freePort } from './claim.ts';
import { home } from './paths.ts';
import { edgeProgram, runnerProgram } from './processes.ts';
import { untilServing } from './ready.ts';
import { secretsIn } from './secrets.ts';
import { onSignals } from './signals.mjs';
import { Supervised } from './supervisor.ts';

/*
 * What `npm start` runs: builds what has changed, then keeps the edge (in workerd) and one runner going until Ctrl-C.
 * `--port`, or PORT, says where; 8787 unless told. A second Ctrl-C kills everything at once.
 */
const usage = 'usage: npm start -- [--port 8787]';

/** A terminal's Ctrl-C comes several times, from the terminal and through npm: within this time, in ms, it is one. */
const onePress = 700;

/** Where the runner finds the edge, which listens there alone: `localhost` may be another address first. */
const loopback = 'http://127.0.0.1';

/** What runs, in the order it was started. */
const running: Supervised[] = [];

function say(line: string): void {
  console.log(line);
}

function portAsked(): number {
  const port = Number(portFlag() ?? (process.env.PORT || 8787));
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CannotStart(`The port must be a whole number from 1 to 65535. ${usage}`);
}

function portFlag(): string | undefined {
  try {
    return parseArgs({ options: { port: { type: 'string' } } }).values.port;
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}. ${usage}`);
  }
}

/** Aborts at the first signal to end, or when the process that started this one is gone; kills everything at the next. */
function stopOnSignal(): AbortController {
  const stop = new AbortController();
  let since: number | undefined;
  const heard = () => {
    if (since !== undefined && Date.now() - since > onePress) killAll();
    since ??= Date.now();
    stop.abort();
  };
  onSignals(heard);
  process.once('disconnect', heard);
  return stop;
}

function killAll(): never {
  for (const program of running) program.kill();
  process.exit(130);
}

async function start(port: number, stop: AbortSignal, giveUp: () => void): Promise<void> {
  const begun = Date.now();
  const secret = secretsIn(home).RUNNER_SECRET;
  await build(say);
  const url = `http://localhost:${port}`;
  say('Starting the edge');
  const edge = new Supervised(edgeProgram(home, port), say, giveUp);
  running.push(edge);
  await Promise.race([edge.ready, aborted(stop)]);
  if (stop.aborted) return;
  say('Starting a runner; it tells what it can draw');
  const metricsPort = Number(process.env.MANIFOLD_METRICS_PORT) || (await freePort());
  running.push(new Supervised(runnerProgram({ home, edge: `${loopback}:${port}`, secret, metricsPort }), say, giveUp));
  if (!(await untilServing(metricsPort, stop, tellLate))) return;
  say(`\nManifold is ready at ${url} (${((Date.now() - begun) / 1000).toFixed(1)} s). Ctrl-C stops it.`);
  say(`The operator's secret, for jobs that train, is OPERATOR_SECRET in ${join(home, 'secrets.json')}.\n`);
}

function tellLate(reason: string | undefined): void {
  const why = reason ?? 'it does not answer';
  say(`The runner takes no work yet (${why}); waiting on. What it does is in ${join(home, 'runner.log')}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function main(): Promise<void> {
  const port = portAsked();
  await claimPort(port);
  const stop = stopOnSignal();
  let code = 0;
  const giveUp = () => {
    code = 1;
    stop.abort();
  };
  const lost = () => {
    say(`The state in ${home} is no longer this process's: while it slept, another may have started on it.`);
    giveUp();
  };
  process.on('exit', claimHome(home, lost));
  await start(port, stop.signal, giveUp);
  await aborted(stop.signal);
  say('\nStopping: the runner hands back what it holds (Ctrl-C again to kill)');
  // Who asked this process to end may have asked them too.
  for (const program of running) program.retire();
  for (const program of running.toReversed()) await program.stop();
  process.exit(code);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exit(1);
}
