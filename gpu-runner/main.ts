import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { BundleError } from './bundle/bundle-error.ts';
import { exitNow } from './exit-now.ts';
import { makeJobTrainer } from './job-trainer.ts';
import { complaintOf } from './node-version.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import { ProviderError } from './runtime/provider.ts';
import { openBundles, openTrained } from './work/bundles.ts';
import { Capacity } from './work/capacity.ts';
import { edgeClient } from './work/client.ts';
import { systemClock } from './work/clock.ts';
import { openEngine } from './work/engine.ts';
import { readSettings, type Settings, SettingsError } from './work/env.ts';
import { Health } from './work/health.ts';
import { makeLog } from './work/log.ts';
import { work } from './work/loop.ts';
import { makeMetrics, measureCapacity, measureTraining } from './work/metrics.ts';
import { serveProbes } from './work/probes.ts';
import { register, runnerName, UnauthorisedError } from './work/register.ts';
import { type Signals, signals } from './work/shutdown.ts';
import { bundlesIn, runsIn, sweepBundles, sweepOld } from './work/training/folders.ts';
import { gatherTrained } from './work/training/gather.ts';
import { TrainingSlot } from './work/training/slot.ts';

/*
 * The runner: `node gpu-runner/main.ts`, set up by the environment alone (work/env.ts). It leases computations from the
 * edge and opens no port but probes and metrics on loopback. SIGTERM or SIGINT lets work under way finish for
 * MANIFOLD_GRACE seconds and hands the rest back; one that comes later kills it at once.
 */
const exit = { ended: 0, broken: 1, wrongSettings: 2 } as const;

async function run(settings: Settings, log: Logger, signals: Signals): Promise<void> {
  const clock = systemClock;
  const health = new Health(clock);
  const capacity = new Capacity(settings.rows, clock);
  const metrics = makeMetrics();
  const slot = new TrainingSlot();
  measureCapacity(metrics, capacity);
  measureTraining(metrics, slot);
  const probes = await serveProbes(settings.metricsPort, health, metrics.registry);
  log.info({ port: probes.port }, 'probes and metrics on 127.0.0.1');
  const engine = {
    ...(await openEngine(settings, log)),
    onBatch: (rows: number) => metrics.batchRows.observe(rows),
  };
  const served = await openBundles(settings, engine, log);
  const client = edgeClient({ ...settings, fetch, onAnswer: () => health.heard() });
  const name = runnerName(Math.random);
  const runner = { name, served, client, capacity, health, clock, random: Math.random, metrics, log };
  const open = (directory: string) => openTrained(directory, settings, engine);
  const serve = (pipeline: Pipeline, stop: AbortSignal) => {
    served.add(pipeline);
    return register(runner, stop);
  };
  const serveOwn = async (directory: string) => {
    const pipeline = await open(directory);
    if (pipeline) await serve(pipeline, signals.handBack);
    return pipeline?.manifest.revision;
  };
  const ended = new AbortController();
  const own = settings.training && { own: bundlesIn(settings.training) };
  const places = { folder: join(settings.cache, 'trained'), ...own };
  const gathering = { ...runner, ...places, today: Date.now, open, serve };
  const gathered = gatherTrained(gathering, AbortSignal.any([signals.stop, ended.signal]));
  try {
    await work({ ...runner, ...(await trainingOf(settings, slot, serveOwn, log)) }, signals);
  } finally {
    ended.abort();
    await gathered;
    await served.close();
  }
  log.info('ended');
}

/** What the runner trains with, unless its settings say that it does not, or it has no place for it. */
async function trainingOf(
  { training, threads, provider, drawSteps }: Settings,
  slot: TrainingSlot,
  serve: (directory: string) => Promise<string | undefined>,
  log: Logger,
) {
  if (training === undefined) return {};
  const folders = { runs: runsIn(training), bundles: bundlesIn(training) };
  try {
    for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
    await sweepOld(folders.runs, Date.now());
    await sweepBundles(folders.bundles, Date.now());
  } catch (err) {
    log.warn({ err }, 'MANIFOLD_TRAINING cannot be written; nothing is trained here');
    return {};
  }
  const trainer = makeJobTrainer({ drawSteps, log, ...(threads && { threads }), ...(provider && { provider }) });
  return { training: { trainer, slot, serve, ...folders } };
}

/** Says what went wrong, in a way that fits whoever can mend it, and answers the exit code. */
function explain(error: unknown, log: Logger): number {
  if (error instanceof SettingsError || error instanceof BundleError || error instanceof ProviderError) {
    process.stderr.write(`${error.message}\n`);
    return exit.wrongSettings;
  }
  if (error instanceof UnauthorisedError) {
    log.fatal(error.message);
    return exit.wrongSettings;
  }
  log.fatal({ err: error }, 'the runner broke down');
  return exit.broken;
}

async function main(): Promise<number> {
  let log = makeLog('info');
  try {
    const settings = readSettings(process.env);
    log = makeLog(settings.logLevel);
    const asked = signals(settings.graceSeconds * 1000, systemClock, exitNow);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, asked.signalled);
    await run(settings, log, asked);
    return exit.ended;
  } catch (error) {
    return explain(error, log);
  }
}

const complaint = complaintOf(process.versions.node);
if (complaint) {
  process.stderr.write(`${complaint}\n`);
  process.exit(exit.wrongSettings);
}
process.exit(await main());
