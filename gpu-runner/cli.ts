#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { exitCodes, main, PIPE_CLOSED } from './commands/main.ts';
import { exitNow } from './exit-now.ts';
import { complaintOf } from './node-version.ts';

/** The first Ctrl-C or SIGTERM asks the command to end, as a closed pipe does; the second ends the process at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  let isAsked = false;
  const interrupt = () => {
    if (isAsked) exitNow();
    isAsked = true;
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      controller.abort(PIPE_CLOSED);
    });
  }
  return controller.signal;
}

const complaint = complaintOf(process.versions.node);
if (complaint) {
  process.stderr.write(`${complaint}\n`);
  process.exit(exitCodes.failed);
}
// Halves the time to start: what was compiled, types stripped, is kept for the next time.
enableCompileCache();
process.exitCode = await main(process.argv.slice(2), interrupted());
