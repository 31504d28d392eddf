// @ts-check
import { constants } from 'node:os';

/**
 * Calls `heard` at each signal that asks this process to end; that its terminal was closed is one as `onHangUp` has it.
 *
 * @param {(signal: NodeJS.Signals) => void} heard
 * @returns {() => void} stops listening
 */
export function onSignals(heard) {
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  const stopHangUp = onHangUp(heard);
  return () => {
    process.off('SIGINT', heard);
    process.off('SIGTERM', heard);
    stopHangUp();
  };
}

/**
 * Calls `heard` when the terminal that this process writes to was closed; one that writes to none was started to outlive that
 * (`nohup`, which Node undoes and does not tell of), and does.
 *
 * @param {(signal: NodeJS.Signals) => void} heard
 * @returns {() => void} stops listening
 */
export function onHangUp(heard) {
  const isWatched = process.stdout.isTTY || process.stderr.isTTY;
  const hungUp = isWatched ? heard : () => {};
  process.on('SIGHUP', hungUp);
  return () => process.off('SIGHUP', hungUp);
}

/**
 * The exit code of what a signal ended, as a shell has it.
 *
 * @param {NodeJS.Signals} signal
 */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}
