import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { CannotStart, claimHome, claimPort } from './claim.ts';
import { home } from './paths.ts';
import { edgeProgram, runnerProgram } from './processes.ts';
import { untilServing } from './ready.ts';
import { secretsIn } from './secrets.ts';
import { Supervised } from './supervisor.ts';

/*
 * What `npm start` runs: builds what has changed, then keeps the edge (in workerd) and one runner going until Ctrl-C.
 * `--port`, or PORT, says where; 8787 unless told. A second Ctrl-C kills everything at once.
 */
const usage = 'usage: npm start -- [--port 8787]';

/** A terminal's Ctrl-C comes several times, from the terminal and through npm: within this time, in ms, it is one. */
const onePress = 700;

/** How long the runner, then the edge, may take to end after Ctrl-C, in ms. */
const patience = 8000;

function say(line: string): void {
  console.log(line);
}

function portAsked(): number {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const port = Number(values.port ?? (process.env.PORT || 8787));
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CannotStart(`The port must be a whole number from 1 to 65535. ${usage}`);
}

/** Calls `first` at the first signal to end, or when the process that started this one is gone, and `second` at the next. */
function onSignals(first: () => void, second: () => void): void {
  let since: number | undefined;
  const heard = () => {
    if (since === undefined) first();
    else if (Date.now() - since > onePress) second();
    since ??= Date.now();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  process.once('disconnect', heard);
}

async function start(): Promise<void> {
  const begun = Date.now();
  const port = portAsked();
  await claimPort(port);
  const secrets = secretsIn(home);
  const release = claimHome(home);
  process.on('exit', release);
  await build(say);
  const url = `http://localhost:${port}`;
  const edge = new Supervised(edgeProgram(home, port), say);
  const runner = new Supervised(runnerProgram(home, url, secrets.RUNNER_SECRET), say);
  const giveUp = new AbortController();
  onSignals(
    async () => {
      say('\nStopping: the runner hands back what it holds (Ctrl-C again to kill)');
      giveUp.abort();
      await runner.stop(patience);
      await edge.stop(patience);
      process.exit(0);
    },
    () => {
      for (const program of [runner, edge]) program.kill();
      process.exit(130);
    },
  );
  say('Started the edge and a runner; waiting for the runner to tell what it can draw');
  await untilServing(url, giveUp.signal);
  say(`\nManifold is ready at ${url}   (${((Date.now() - begun) / 1000).toFixed(1)} s; Ctrl-C stops it)\n`);
}

try {
  await start();
} catch (error) {
  if (error instanceof DOMException && error.name === 'AbortError') await new Promise(() => {});
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exit(1);
}
