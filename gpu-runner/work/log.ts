import { type DestinationStream, type Logger, pino } from 'pino';

/** JSON lines on standard output. Whatever is named like a credential is redacted, wherever an object carries it. */
export function makeLog(level: string, destination?: DestinationStream): Logger {
  const secrets = ['secret', 'authorization', 'headers', 'MANIFOLD_RUNNER_SECRET'];
  const paths = secrets.flatMap((key) => [key, `*.${key}`]);
  return pino({ level, base: { service: 'manifold-runner' }, redact: { paths, censor: '[redacted]' } }, destination);
}
