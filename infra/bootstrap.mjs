/*
 * Runs a TypeScript file of this repository from a fresh clone: `node infra/bootstrap.mjs <file> [arguments]`, on any Node >= 18.
 * It installs the dependencies when node_modules does not match package-lock.json, then starts the file on a Node that
 * runs TypeScript: the one that is among the dependencies, else the one that runs this. It has no dependency of its own.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hold, letGo } from './hold.mjs';
import { exitCodeOf, onSignals } from './signals.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
/** For which system and processor the packages were installed; npm removes it with them. Not there where npm ran by itself. */
const platformFile = join(modules, '.manifold-platform');
const platform = `${process.platform}-${process.arch}`;
const installLock = join(root, '.manifold', 'install.lock');
const windows = process.platform === 'win32';
let knownLibc;

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return {};
  }
}

/** The packages of package-lock.json whose version is not the one in node_modules; those that npm leaves out here may be absent. */
function missingPackages() {
  const installed = packagesOf(join(modules, '.package-lock.json'));
  return Object.entries(packagesOf(join(root, 'package-lock.json')))
    .filter(([path]) => path !== '')
    .filter(([path, wanted]) => {
      const found = installed[path];
      return found ? found.version !== wanted.version : isForHere(wanted);
    })
    .map(([path]) => path);
}

/**
 * Refuses packages of another system, as in a folder that two share: they have the versions but not the binaries, and whoever
 * installed them may be running on them.
 */
function checkPlatform() {
  const installed = existsSync(platformFile) ? readFileSync(platformFile, 'utf8') : '';
  if (installed === '' || installed === platform) return;
  fail(
    `node_modules is of ${installed}, and this is ${platform}: remove it and run this again, or take a copy of your own.`,
  );
}

/** Paths of the packages that will be installed from elsewhere. */
function packagesToInstall() {
  return Object.entries(packagesOf(join(root, 'package-lock.json')))
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link && isForHere(entry))
    .map(([path]) => path);
}

/** What is for other machines npm leaves out. What is optional and for any may serve only what is for another. */
function isForHere({ optional, os, cpu, libc }) {
  if (optional && os === undefined && cpu === undefined) return false;
  return allows(os, process.platform) && allows(cpu, process.arch) && (libc === undefined || allows(libc, libcHere()));
}

/** Whether a field of a package, a word or a list of them, of which `!` denies one, takes `here`; without the field any does. */
function allows(field, here) {
  const words = [field ?? []].flat();
  const named = words.filter((word) => !word.startsWith('!'));
  return !words.includes(`!${here}`) && (named.length === 0 || named.includes(here));
}

/** Only Linux has a choice of it. */
function libcHere() {
  if (process.platform !== 'linux') return undefined;
  process.report.excludeNetwork = true;
  knownLibc ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
  return knownLibc;
}

/** Runs `work` while no other process does: a file says who is at it. */
async function exclusively(work) {
  mkdirSync(dirname(installLock), { recursive: true, mode: 0o700 });
  for (let holder = hold(installLock), told; holder !== undefined; holder = hold(installLock)) {
    if (holder !== told)
      console.log(`The dependencies are being installed by ${holder}, says ${installLock}; waiting for it.`);
    told = holder;
    await sleep(500);
  }
  process.on('exit', unlock);
  try {
    await work();
  } finally {
    unlock();
    process.off('exit', unlock);
  }
}

function unlock() {
  letGo(installLock);
}

async function install() {
  if (missingPackages().length === 0) return;
  const wanted = packagesToInstall();
  console.log(`Installing ${wanted.length} packages into node_modules (once; a minute or so on a fast line)`);
  const begun = Date.now();
  const report = reporter(wanted, begun);
  const args = ['ci', '--ignore-scripts', '--loglevel=error', '--include=dev', '--include=optional', '--no-progress'];
  const { code, signal } = await ranNpm(args);
  report.end();
  const missing = missingPackages();
  if (code === 0 && missing.length === 0) writeFileSync(platformFile, platform);
  if (signal !== undefined) process.exit(exitCodeOf(signal));
  if (code === undefined) fail('npm, which installs the dependencies, was not found: install npm 9 or later.');
  if (code !== 0) fail('npm ci failed; its message is above. Mend that and run this again.', code);
  if (missing.length > 0) fail(incomplete(missing));
  console.log(`Installed the dependencies in ${seconds(begun)} s`);
}

/** Of an optional package that cannot be downloaded npm says nothing and ends well, though tools here may not run without. */
function incomplete(missing) {
  const names = missing.map((path) => path.slice(path.indexOf('node_modules/') + 'node_modules/'.length));
  return (
    `npm left out ${names.join(', ')}, meant for this machine: a download has most likely failed. ` +
    'Run this again; `npm ci --ignore-scripts --loglevel=verbose` tells why it fails.'
  );
}

/**
 * The exit code of npm, undefined where there is none, and the first signal that asked this process to end meanwhile: npm is
 * asked too, and waited for, as another that installs beside it would break both.
 */
async function ranNpm(args) {
  let first;
  const stopListening = onSignals((signal) => {
    first ??= signal;
    child.kill(signal);
  });
  const child = spawnNpm(args);
  const code = await finished(child).catch(() => undefined);
  stopListening();
  return { code, signal: first };
}

/** What runs this may be yarn or pnpm, which name themselves where npm does. */
function spawnNpm(args) {
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] };
  const cli = process.env.npm_execpath;
  if (cli && basename(cli) === 'npm-cli.js') return spawn(process.execPath, [cli, ...args], options);
  return spawn('npm', args, { ...options, shell: windows });
}

/** Says how many packages are on disk: in place on a terminal, else every ten seconds on a line of its own. */
function reporter(paths, begun) {
  const live = process.stdout.isTTY;
  const tell = () => {
    const here = paths.filter((path) => existsSync(join(root, path, 'package.json'))).length;
    const line = `  ${here} of ${paths.length} packages, ${seconds(begun)} s`;
    process.stdout.write(live ? `\r${line}` : `${line}\n`);
  };
  const timer = setInterval(tell, live ? 500 : 10_000);
  return {
    end() {
      clearInterval(timer);
      if (live) process.stdout.write('\r\x1b[2K');
    },
  };
}

function seconds(since) {
  return Math.round((Date.now() - since) / 1000);
}

/** Node 24.9 or later, which strips types unasked, and of which native code takes numbers in shared memory, or undefined. */
function chooseNode() {
  const candidates = [join(bin, windows ? 'node.exe' : 'node'), process.execPath];
  return candidates.find(runsManifold);
}

function runsManifold(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  const [major, minor] = (stdout ?? '').replace('v', '').split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 9);
}

/**
 * Starts the file and becomes it: its signals, its exit code. The channel tells the child when this process is gone; npm's
 * shell may go without a word, so that its going counts as a signal too, unless a closed terminal took it. Any other shell may go.
 */
async function run(node, file, args) {
  const path = [dirname(node), bin, process.env.PATH].join(delimiter);
  const child = spawn(node, [join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  onSignals((signal) => child.kill(signal));
  if (process.env.npm_lifecycle_event) endWithParent(child);
  process.exit(await finished(child));
}

/** Asks once, and not after a signal: by a second one the stack kills what it is handing back. */
function endWithParent(child) {
  const parent = process.ppid;
  const stop = () => clearInterval(timer);
  const look = () => {
    if (process.ppid === parent) return;
    stop();
    child.kill('SIGTERM');
  };
  const timer = setInterval(look, 1000).unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
}

/** The exit code of `child`; 128 and the signal's number when one ended it, as a shell reports it. */
function finished(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? exitCodeOf(signal)));
  });
}

function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

const [file, ...args] = process.argv.slice(2);
if (file === undefined) fail('usage: node infra/bootstrap.mjs <file.ts> [arguments]');
checkPlatform();
if (missingPackages().length > 0) await exclusively(install);
const node = chooseNode();
if (node === undefined) {
  fail(
    `Manifold runs on Node 24.9 or later, and this is Node ${process.versions.node}: install that and run this again.`,
  );
}
await run(node, file, args);
