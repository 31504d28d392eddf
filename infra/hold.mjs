// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Milliseconds between touches of a file that is held, and after which one of another machine is nobody's any more. */
const touchEvery = 20_000;
const staleAfter = 120_000;

/**
 * The timers that touch the files that are held.
 *
 * @type {Map<string, NodeJS.Timeout>}
 */
const touching = new Map();

/**
 * What files say of this process: its machine may have another name by the time it lets go.
 *
 * @type {string | undefined}
 */
let ownWords;

/**
 * Makes `file` say that this process holds what the file stands for, and answers undefined; while another process holds it,
 * answers which. The file has the start of its process beside its id, since the system gives an id to another program after a
 * while, and soon after a power cut; on its second line its machine, or container, on which alone the id means something: of
 * another one, the age of the file tells. Who is done with it lets go. `lost` is called when the file is found to be this
 * process's no more: from one that slept for long a process elsewhere takes it, and may have let go of it since.
 *
 * @param {string} file
 * @param {() => void} [lost]
 * @returns {string | undefined} `process 12`, or `process 12 on studio`
 */
export function hold(file, lost = () => {}) {
  for (;;) {
    const said = textOf(file);
    const holder = said === undefined ? undefined : holderIn(file, said);
    if (holder !== undefined) return holder;
    if (said !== undefined) takeAway(file, said);
    const own = inOwnWords();
    if (!isTaken(file, own)) continue;
    keepYoung(file, lost);
    return undefined;
  }
}

/**
 * Removes the file, unless another has taken it meanwhile.
 *
 * @param {string} file
 */
export function letGo(file) {
  clearInterval(touching.get(file));
  if (textOf(file) === inOwnWords()) rmSync(file, { force: true });
}

/**
 * @param {string} file
 * @param {string} said
 * @returns {string | undefined} the process that the words of a file name, if it lives and is not this one
 */
function holderIn(file, said) {
  const [who = '', host = hostname()] = said.split('\n');
  const [id = '', ...start] = who.split(' ');
  const pid = Number(id);
  if (!(pid > 0)) return undefined;
  if (host !== hostname()) return Date.now() - touchedAt(file) < staleAfter ? `process ${pid} on ${host}` : undefined;
  return isHere(pid, start.join(' ')) ? `process ${pid}` : undefined;
}

/**
 * @param {number} pid
 * @param {string} then when it started
 * @returns {boolean} whether it lives on this machine and is not this one
 */
function isHere(pid, then) {
  if (pid === process.pid || !isAlive(pid)) return false;
  const now = startOf(pid);
  return then === now || then === '' || now === '';
}

/**
 * @param {string} file
 * @returns {number} long ago where it has gone meanwhile
 */
function touchedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Touches the file for those on other machines, as long as this process lives and the file is its own.
 *
 * @param {string} file
 * @param {() => void} lost
 */
function keepYoung(file, lost) {
  clearInterval(touching.get(file));
  const timer = setInterval(() => {
    if (touch(file)) return;
    clearInterval(timer);
    lost();
  }, touchEvery);
  touching.set(file, timer.unref());
}

/**
 * @param {string} file
 * @returns {boolean} whether the file is this process's, as far as is known
 */
function touch(file) {
  try {
    if (textOf(file) !== inOwnWords()) return false;
    utimesSync(file, new Date(), new Date());
  } catch {
    // A disk that is out of reach for a while is no reason to end; the next touch may succeed.
  }
  return true;
}

function inOwnWords() {
  ownWords ??= `${process.pid} ${startOf(process.pid)}\n${hostname()}`;
  return ownWords;
}

/**
 * Removes the file if it still says what it said: another process that starts at this moment may have taken it since, and has
 * it back then.
 *
 * @param {string} file
 * @param {string} said
 */
function takeAway(file, said) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return;
  }
  if (textOf(aside) === said) rmSync(aside);
  else renameSync(aside, file);
}

/**
 * @param {string} file
 * @param {string} own
 * @returns {boolean} whether the file, which was not there, says now that this process holds it
 */
function isTaken(file, own) {
  try {
    writeFileSync(file, own, { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return textOf(file) === own;
}

/**
 * @param {string} file
 * @returns {string | undefined} nothing where there is no file
 */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * @param {number} pid
 * @returns {string} when it started, in the system's own words, which stay the same while it lives; empty if it is not told
 */
function startOf(pid) {
  try {
    if (process.platform === 'linux') return startOnLinux(pid);
    if (process.platform === 'win32') {
      return run('powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]);
    }
    return run('ps', ['-o', 'lstart=', '-p', String(pid)]);
  } catch {
    return '';
  }
}

/**
 * The start of the machine, and the ticks from then to that of the process: field 22 of its line (man 5 proc), of which the
 * second, its name, may have blanks and brackets.
 *
 * @param {number} pid
 */
function startOnLinux(pid) {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const ticks = line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`;
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function run(file, args) {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  return execFileSync(file, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
