import type { JobRequest } from '@manifold/shared/protocol/job';

/** A job's body that any deployment with the bundle mnist-class can draw. */
export const jobExample: JobRequest = {
  technique: 'sample',
  bundle: 'mnist-class',
  prompt: '7',
  negative: '',
  guidance: 5,
  steps: 50,
  seed: 1,
  count: 4,
};
