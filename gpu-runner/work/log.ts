import { writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * A line that cannot be written, since the disk is full or its reader is slow or gone, is dropped: the runner works on. Pino's own
 * destination would try it again for ever, and the process could not end. After a part of a line the next begins a line of its own.
 */
export function linesBy(write: (bytes: Uint8Array) => number): DestinationStream {
  let isTorn = false;
  return {
    write(line) {
      const bytes = Buffer.from(isTorn ? `\n${line}` : line);
      try {
        isTorn = write(bytes) < bytes.length;
      } catch {
        // There is nowhere left to say so.
      }
    },
  };
}

const output = linesBy((bytes) => writeSync(1, bytes));

/** JSON lines on standard output. Whatever is named like a credential is redacted, wherever an object carries it. */
export function makeLog(level: string, destination: DestinationStream = output): Logger {
  const secrets = ['secret', 'authorization', 'headers', 'MANIFOLD_RUNNER_SECRET'];
  const paths = secrets.flatMap((key) => [key, `*.${key}`]);
  return pino({ level, base: { service: 'manifold-runner' }, redact: { paths, censor: '[redacted]' } }, destination);
}
