import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './paths.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-bootstrap-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a program by the bootstrap, with its output in a pipe; resolves once the program has said something. */
async function started(source: string) {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, source);
  const child = spawn(process.execPath, ['infra/bootstrap.mjs', relative(root, file)], { cwd: root });
  await once(child.stdout, 'data');
  return child;
}

it('ends as its program does by a signal, with the exit code of a shell', async () => {
  const child = await started("console.log('up');\nsetInterval(() => {}, 1000);");
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
});

it.each([
  ['asks its program once to end when the shell between them is killed, as that of npm', 'start', 'up\nasked\n'],
  ['lets its program be when the shell that it was started from has gone', '', 'up\n'],
])('%s', async (_, npm_lifecycle_event, told) => {
  const file = join(folder, 'program.mjs');
  const source = `process.on('SIGTERM', () => console.log('asked'));
  setTimeout(() => process.exit(0), 3500);
  console.log('up');`;
  writeFileSync(file, source);
  const command = `"${process.execPath}" infra/bootstrap.mjs "${relative(root, file)}"; true`;
  const shell = spawn('sh', ['-c', command], { cwd: root, env: { ...process.env, npm_lifecycle_event } });
  let output = '';
  shell.stdout.on('data', (chunk) => {
    output += chunk;
    if (chunk.includes('up')) shell.kill('SIGKILL');
  });
  await once(shell.stdout, 'end');
  expect(output).toBe(told);
});

it('outlives its terminal when it writes to none, as under nohup', async () => {
  const child = await started(
    "process.once('SIGHUP', () => process.exit(7));\nsetInterval(() => console.log('up'), 50);",
  );
  const ended = once(child, 'exit');
  child.kill('SIGHUP');
  // What it said before may be first.
  for (let sign = 0; sign < 3; sign++) await Promise.race([once(child.stdout, 'data'), ended]);
  child.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
});

/** The arguments by which Node runs the bootstrap of a repository in `folder`, and that a program, itself run by `own`. */
function copied(own = process.execPath): string[] {
  for (const name of ['bootstrap.mjs', 'hold.mjs', 'signals.mjs'])
    cpSync(join(root, 'infra', name), join(folder, 'infra', name));
  writeFileSync(join(folder, 'program.mjs'), "console.log('own');");
  const runBy = `data:text/javascript,process.execPath=${encodeURIComponent(JSON.stringify(own))}`;
  return ['--import', runBy, join(folder, 'infra', 'bootstrap.mjs'), 'program.mjs'];
}

/** What that bootstrap says. */
function said(own?: string, env: NodeJS.ProcessEnv = {}): string {
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { stdout, stderr } = spawnSync(process.execPath, copied(own), options);
  return stdout + stderr;
}

describe('the Node that it chooses', () => {
  /** A Node among the dependencies that says it is of this version, and is known by the program that it runs. */
  function installed(version: string): string {
    const bin = join(folder, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    const file = join(bin, 'node');
    writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && echo v${version} || echo installed\n`, { mode: 0o755 });
    return file;
  }

  it.each([
    ['24.8.0', 'own'],
    ['24.9.0', 'installed'],
    ['24.10.0', 'installed'],
    ['25.0.0', 'installed'],
  ])('with %s among the dependencies: %s', (version, chosen) => {
    installed(version);
    expect(said()).toBe(`${chosen}\n`);
  });

  it('says which Node it wants where both are older', () => {
    expect(said(installed('24.8.0'))).toMatch(
      /^Manifold runs on Node 24\.9 or later, and this is Node [\d.]+: install /,
    );
  });
});

describe('the packages that it installs', () => {
  const lock = JSON.stringify({ packages: { 'node_modules/x': { version: '1.0.0' } } });
  const modules = () => join(folder, 'node_modules');
  const byOther = () => ({ PATH: `${folder}:${process.env.PATH}`, npm_execpath: other() });
  const install = () => said(process.execPath, byOther());

  /** A program of another name that installs packages too, as yarn and pnpm name themselves to what they run. */
  function other(): string {
    const file = join(folder, 'yarn.js');
    writeFileSync(file, "console.log('yarn installs');");
    return file;
  }

  /** An npm that does as it should. */
  beforeEach(() => {
    mkdirSync(modules());
    writeFileSync(join(folder, 'package-lock.json'), lock);
    const installs = `#!/bin/sh\necho npm installs\ncp package-lock.json node_modules/.package-lock.json\n`;
    writeFileSync(join(folder, 'npm'), installs, { mode: 0o755 });
  });

  it('come by npm, whatever ran it, and once', () => {
    expect(install()).toMatch(/^npm installs$/m);
    expect(install()).toBe('own\n');
  });

  it('are left by an npm that is asked to end with it, and is waited for under the lock', async () => {
    const lockFile = join(folder, '.manifold', 'install.lock');
    const ends = `sleep 0.5; [ -e '${lockFile}' ] && echo npm ended; exit 0`;
    const installs = `#!/bin/sh\ntrap "${ends}" TERM\necho npm installs\nfor i in $(seq 100); do sleep 0.1; done\n`;
    writeFileSync(join(folder, 'npm'), installs, { mode: 0o755 });
    const child = spawn(process.execPath, copied(), { env: { ...process.env, ...byOther() } });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (chunk.includes('npm installs')) child.kill('SIGTERM');
    });
    expect(await once(child, 'close')).toEqual([143, null]);
    expect(output).toMatch(/npm installs\nnpm ended\n$/);
    expect(existsSync(lockFile)).toBe(false);
  });

  it('are left, and not run, where they are for another machine', () => {
    install();
    writeFileSync(join(modules(), '.manifold-platform'), 'plan9-pdp11');
    expect(install()).toMatch(/^node_modules is of plan9-pdp11, and this is [^\n]+\n$/);
  });

  describe('where npm leaves out optional ones without a word', () => {
    const wanted = {
      here: { os: [process.platform], cpu: [process.arch] },
      'in-a-word': { os: process.platform, cpu: process.arch },
      'not-for-another': { os: ['!plan9'] },
    };
    const spare = {
      elsewhere: { os: ['plan9'] },
      'not-here': { os: [`!${process.platform}`] },
      anywhere: {},
      ...(process.platform === 'linux' && { libc: { os: ['linux'], libc: ['newlib'] } }),
    };

    /** Makes the repository want these too, and an npm that installs none of them. */
    function leavesOut(entries: Readonly<Record<string, object>>): void {
      const optional = Object.entries(entries).map(([name, fields]) => [
        `node_modules/@x/${name}`,
        { version: '1.0.0', optional: true, ...fields },
      ]);
      const packages = { ...JSON.parse(lock).packages, ...Object.fromEntries(optional) };
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
      const installs = `#!/bin/sh\necho npm installs\necho '${lock}' > node_modules/.package-lock.json\n`;
      writeFileSync(join(folder, 'npm'), installs, { mode: 0o755 });
    }

    it('runs nothing and names those that are for this machine, until they are there', () => {
      leavesOut({ ...wanted, ...spare });
      expect(install()).toMatch(/^npm left out @x\/here, @x\/in-a-word, @x\/not-for-another, .*Run this again;.*\n$/m);
      expect(existsSync(join(modules(), '.manifold-platform'))).toBe(false);
      expect(install()).toMatch(/^Installing 4 packages/);
    });

    it('misses none that is for another', () => {
      leavesOut(spare);
      expect(install()).toMatch(/^own$/m);
      expect(install()).toBe('own\n');
    });
  });

  it('are left where it did not install them itself', () => {
    writeFileSync(join(modules(), '.package-lock.json'), lock);
    expect(install()).toBe('own\n');
  });
});
