import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../../infra/paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'manifold-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npx manifold`, as a person in a clone would. */
function manifold(...args: string[]): Promise<Ended> {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn('npx', ['manifold', ...args], { cwd: root, env: { ...process.env, PATH: path } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

function sample(out: string, ...more: string[]): Promise<Ended> {
  const flags = '--bundle mnist-class --prompt 7 --guidance 5 --seed 1 --count 4'.split(' ');
  return manifold('sample', ...flags, '-o', join(folder, out), ...more);
}

function filesIn(out: string): Map<string, string> {
  const names = readdirSync(join(folder, out)).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, out, name)).toString('base64')]));
}

describe('npx manifold sample', () => {
  it('writes four different sevens, their sheet and the result, and the same bytes when run again', async () => {
    const { code, stderr } = await sample('first');
    expect(code, stderr).toBe(0);
    const first = filesIn('first');
    expect([...first.keys()]).toEqual(['0.png', '1.png', '2.png', '3.png', 'film.webp', 'result.json', 'sheet.png']);
    expect(new Set(['0.png', '1.png', '2.png', '3.png'].map((name) => first.get(name))).size).toBe(4);
    const { code: again, stdout } = await sample('second', '--json');
    expect(again).toBe(0);
    const { createdAt: _, ...printed } = JSON.parse(stdout);
    const { createdAt: __, ...kept } = JSON.parse(readFileSync(join(folder, 'first', 'result.json'), 'utf8'));
    expect(printed).toEqual(kept);
    const pictures = (files: Map<string, string>) => [...files].filter(([name]) => name.endsWith('.png'));
    expect(pictures(filesIn('second'))).toEqual(pictures(first));
  });

  it('refuses in words what cannot be drawn, and writes nothing', async () => {
    const { code, stderr } = await manifold('sample', '--prompt', 'x', '-o', join(folder, 'refused'));
    expect(code).toBe(2);
    expect(stderr).toContain('manifold sample: --prompt: "x" is not a label of mnist-class');
    expect(readdirSync(folder)).not.toContain('refused');
  });
});

it('npx manifold --help lists the commands', async () => {
  const { code, stdout } = await manifold('--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/sample[\s\S]*train/);
});
