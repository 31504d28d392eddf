/*
 * Asks the runner in the same container how it is: `node probe.ts livez` or `node probe.ts readyz` exits 0 or 1. For
 * health checks: the runner's probes answer on loopback alone, where an HTTP probe from outside does not reach.
 */
const port = process.env.MANIFOLD_METRICS_PORT || '9464';
const probe = process.argv[2] ?? 'livez';

try {
  const response = await fetch(`http://127.0.0.1:${port}/${probe}`, { signal: AbortSignal.timeout(3000) });
  process.stdout.write(await response.text());
  process.exitCode = response.ok ? 0 : 1;
} catch {
  process.stderr.write(`nothing answers on 127.0.0.1:${port}\n`);
  process.exitCode = 1;
}

export {};
