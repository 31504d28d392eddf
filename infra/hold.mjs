// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Makes `file` say that this process holds what the file stands for, and answers undefined; while another process holds it,
 * answers that one's id. The file has the start of its process beside its id, since the system gives an id to another program
 * after a while, and soon after a power cut. Who lets go removes the file.
 *
 * @param {string} file
 * @returns {number | undefined}
 */
export function hold(file) {
  for (;;) {
    const said = textOf(file);
    const holder = said === undefined ? undefined : holderIn(said);
    if (holder !== undefined) return holder;
    if (said !== undefined) takeAway(file, said);
    if (isTaken(file)) return undefined;
  }
}

/**
 * @param {string} said
 * @returns {number | undefined} the process that the words of a file name, if it lives and is not this one
 */
function holderIn(said) {
  const [id = '', ...words] = said.split(' ');
  const pid = Number(id);
  if (!(pid > 0) || pid === process.pid || !isAlive(pid)) return undefined;
  const [then, now] = [words.join(' '), startOf(pid)];
  return then === now || then === '' || now === '' ? pid : undefined;
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
 * @returns {boolean} whether the file, which was not there, says now that this process holds it
 */
function isTaken(file) {
  const own = `${process.pid} ${startOf(process.pid)}`;
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
