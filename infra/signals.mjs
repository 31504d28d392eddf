// @ts-check
import { constants } from 'node:os';

/**
 * Calls `heard` at each signal that asks this process to end. That its terminal was closed is one while it writes to a
 * terminal; else it was started to outlive that (`nohup`, which Node undoes and does not tell of).
 *
 * @param {(signal: NodeJS.Signals) => void} heard
 * @returns {() => void} stops listening
 */
export function onSignals(heard) {
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  const isWatched = process.stdout.isTTY || process.stderr.isTTY;
  const hungUp = isWatched ? heard : () => {};
  process.on('SIGHUP', hungUp);
  return () => {
    process.off('SIGINT', heard);
    process.off('SIGTERM', heard);
    process.off('SIGHUP', hungUp);
  };
}

/**
 * The exit code of what a signal ended, as a shell has it.
 *
 * @param {NodeJS.Signals} signal
 */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}
