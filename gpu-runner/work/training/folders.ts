import { join } from 'node:path';

/** Where in the training directory the bundles lie that were trained here. */
export function bundlesIn(training: string): string {
  return join(training, 'bundles');
}

/** Where in the training directory runs have their folders. */
export function runsIn(training: string): string {
  return join(training, 'runs');
}
