import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../infra/paths.ts';

/** Imports that the arrows forbid: who, and what. */
const forbidden = [
  ['shared/recipe/planted.ts', '../../edge/env.ts'],
  ['shared/recipe/planted.ts', 'node:fs/promises'],
  ['shared/recipe/planted.ts', '@manifold/gpu-runner/tensor/tensor'],
  ['web/pages/planted.tsx', '../../edge/env.ts'],
  ['web/pages/planted.tsx', '@manifold/gpu-runner/tensor/tensor'],
  ['edge/routes/planted.ts', '../../web/api/client.ts'],
  ['edge/jobs/job/planted.ts', '../../../gpu-runner/tensor/tensor.ts'],
  ['gpu-runner/cli.ts', '../edge/env.ts'],
  ['gpu-runner/tensor/planted.ts', '../diffusion/step.ts'],
  ['gpu-runner/diffusion/planted.ts', '../graph/graph.ts'],
  ['gpu-runner/diffusion/view/planted.ts', '../../runtime/session.ts'],
  ['gpu-runner/graph/planted.ts', '../nets/net.ts'],
  ['gpu-runner/nets/planted.ts', '../bundle/config.ts'],
  ['gpu-runner/bundle/planted.ts', '../runtime/session.ts'],
  ['gpu-runner/runtime/planted.ts', '../pipeline/pipeline.ts'],
  ['gpu-runner/pipeline/planted.ts', '../work/loop.ts'],
  ['gpu-runner/pipeline/planted.ts', '../cli.ts'],
  ['gpu-runner/pipeline/planted.ts', 'onnxruntime-node'],
  ['gpu-runner/work/planted.ts', '../train/loop.ts'],
  ['gpu-runner/train/planted.ts', '../pipeline/pipeline.ts'],
  ['gpu-runner/train/planted.ts', '../judging/card.ts'],
  ['gpu-runner/pipeline/planted.ts', '../judging/card.ts'],
  ['gpu-runner/work/planted.ts', '../judging/card.ts'],
  ['gpu-runner/judging/planted.ts', '../commands/flags.ts'],
  ['gpu-runner/judging/planted.ts', '../work/loop.ts'],
] as const;

/** Imports that the arrows allow. */
const allowed = [
  ['web/pages/planted.tsx', '@manifold/shared/protocol/job'],
  ['edge/jobs/planted.ts', '@manifold/shared/protocol/lease'],
  ['gpu-runner/diffusion/view/planted.ts', '../../tensor/tensor.ts'],
  ['gpu-runner/pipeline/planted.ts', '../diffusion/step.ts'],
  ['gpu-runner/train/planted.ts', '../runtime/session.ts'],
  ['gpu-runner/judging/planted.ts', '../pipeline/pipeline.ts'],
  ['gpu-runner/judging/planted.ts', '../train/percent.ts'],
  ['gpu-runner/commands/planted.ts', '../judging/card.ts'],
  ['gpu-runner/runtime/session.ts', 'onnxruntime-node'],
] as const;

let folder: string;

function plant(path: string, source: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  return file;
}

function biomeThere(...args: string[]) {
  return spawnSync(join(root, 'node_modules', '.bin', 'biome'), args, { cwd: folder, encoding: 'utf8' });
}

/** Whether the lint of this repository finds fault with `source` at `path`. */
function finds(path: string, source: string): boolean {
  const file = plant(path, source);
  const biome = biomeThere('lint', path);
  rmSync(file);
  expect(biome.stderr + biome.stdout).toContain('Checked 1 file');
  return biome.status !== 0 && biome.stderr.includes('noRestrictedImports');
}

function importing(specifier: string): string {
  return `import { thing } from '${specifier}';\n\nexport const planted = thing;\n`;
}

/** An empty tree under this repository's lint, so that nothing is planted in the real one. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-arrows-'));
  for (const file of ['.biome.json', '.gitignore']) copyFileSync(join(root, file), join(folder, file));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('import arrows', () => {
  it.each(forbidden)('%s may not import %s', (path, specifier) => {
    expect(finds(path, importing(specifier))).toBe(true);
  });

  it.each(allowed)('%s may import %s', (path, specifier) => {
    expect(finds(path, importing(specifier))).toBe(false);
  });

  it("keeps Hono's Context in routes and middleware", () => {
    const source = "import type { Context } from 'hono';\n\nexport type Planted = Context;\n";
    expect(finds('edge/jobs/planted.ts', source)).toBe(true);
    expect(finds('edge/routes/planted.ts', source)).toBe(false);
  });
});

it('looks at the sources alone, and at no results that commands have left beside them', () => {
  const files = ['shared/planted.json', 'turned/result.json'].map((path) => plant(path, '{"a":\n1}'));
  const { stderr, stdout } = biomeThere('format');
  for (const file of files) rmSync(file);
  expect(stdout + stderr).toContain('shared/planted.json');
  expect(stdout + stderr).not.toContain('turned');
});
