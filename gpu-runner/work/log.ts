import { writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * A line that cannot be written, since the disk is full or its reader is slow or gone, is dropped: the runner works on. Pino's own
 * destination would try it again for ever, and the process could not end.
 */
const output: DestinationStream = {
  write(line) {
    try {
      writeSync(1, line);
    } catch {
      // There is nowhere left to say so.
    }
  },
};

/** JSON lines on standard output. Whatever is named like a credential is redacted, wherever an object carries it. */
export function makeLog(level: string, destination: DestinationStream = output): Logger {
  const secrets = ['secret', 'authorization', 'headers', 'MANIFOLD_RUNNER_SECRET'];
  const paths = secrets.flatMap((key) => [key, `*.${key}`]);
  return pino({ level, base: { service: 'manifold-runner' }, redact: { paths, censor: '[redacted]' } }, destination);
}
