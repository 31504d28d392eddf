/**
 * Ends the process. An orderly exit would wait for the evaluation under way, or abort with a core dump in the middle of it. As
 * process 1 of a container it cannot kill itself, but become another program, which ends with the same status.
 */
export function exitNow(): void {
  process.kill(process.pid, 'SIGKILL');
  process.execve?.(process.execPath, [process.execPath, '--eval', 'process.exit(137)'], {});
}
