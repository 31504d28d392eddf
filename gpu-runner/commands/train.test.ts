import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../train/checkpoint.ts';
import { readMetrics } from '../train/metrics.ts';
import { metricsPath } from '../train/trainer.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-train-command-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function manifold(...argv: string[]): ChildProcess {
  return spawn(process.execPath, [cli, 'train', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Everything the process says, and its exit code. */
async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (said += chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}

describe('manifold train', () => {
  it('saves on Ctrl-C, says how to go on, and goes on to the end', async () => {
    const run = ['mnist-class', '--limit', '256', '--hidden', '8', '--epochs', '1', '--batch', '8', '--out', directory];
    const first = manifold(...run);
    first.stdout!.once('data', () => first.kill('SIGINT'));
    const stopped = await ended(first);
    expect(stopped.code).toBe(130);
    expect(stopped.said).toContain(`go on with: manifold train mnist-class --resume --out ${directory}`);
    const { checkpoint } = await loadCheckpoint(directory);
    expect(checkpoint.step).toBeLessThan(32);

    const finished = await ended(manifold('mnist-class', '--resume', '--out', directory));
    expect(finished).toMatchObject({
      code: 0,
      said: expect.stringContaining(`resuming at step ${checkpoint.step} of 32`),
    });
    expect(readMetrics(metricsPath(directory)).map(({ step }) => step)).toEqual(
      Array.from({ length: 32 }, (_, i) => i + 1),
    );
    expect(existsSync(join(directory, 'bundle', 'unet', 'diffusion_pytorch_model.safetensors'))).toBe(true);
  }, 120_000);

  it('does not start over a run that is there, nor go on with another', async () => {
    const run = ['mnist-class', '--limit', '8', '--hidden', '8', '--epochs', '1', '--out', directory];
    expect((await ended(manifold(...run))).code).toBe(0);
    expect(await ended(manifold(...run))).toMatchObject({ code: 2, said: expect.stringContaining('holds a run') });
    const other = await ended(manifold('mnist-class', '--hidden', '16', '--resume', '--out', directory));
    expect(other).toMatchObject({ code: 1, said: expect.stringContaining('hidden 8, not 16') });
  }, 120_000);

  it.each([
    [['mnist'], 'train one of mnist-denoiser, mnist-time, mnist-class, mnist-flow, mnist-judge, not "mnist"'],
    [['mnist-class', '--hidden', '0'], '--hidden must be a whole number from 1 to 512, not "0"'],
    [['mnist-class', '--limit', '1e9'], '--limit must be a whole number from 1 to 60000, not "1e9"'],
    [['mnist-flow', '--lr', '0'], '--lr must be a number from 1e-8 to 10, not "0"'],
    [['mnist-class', '--frob'], "Unknown option '--frob'"],
  ])('refuses %j in one line', async (argv, line) => {
    expect(await ended(manifold(...argv))).toEqual({ code: 2, said: expect.stringContaining(line) });
  });
});
