import { expect, it } from 'vitest';
import { zeros } from '../tensor/tensor.ts';
import type { Held } from './attempt.ts';
import { makeLog } from './log.ts';
import { ok, type Refusal } from './outcome.ts';
import { GatedPipeline } from './pipeline.fixture.ts';
import { postingSteps } from './posting.ts';
import type { Tenure } from './tenure.ts';

const x0 = zeros([1, 1, 8, 8]);
const step = { step: 1, of: 3, timestep: 200, xt: x0, x0 };

it.each<[string, Refusal]>([
  ['was not heard: a slow line has time for that', { kind: 'unreachable', detail: 'TimeoutError' }],
  ['was refused: less may be let through', { kind: 'refused', detail: '413' }],
])('posts a step without its preview after one that %s', async (_, refusal) => {
  const posts: ('bare' | 'drawn')[] = [];
  const progress: Tenure['progress'] = async (_, preview) => {
    posts.push(preview ? 'drawn' : 'bare');
    return preview ? refusal : ok({ cancel: false, leaseSeconds: 20 });
  };
  const tenure = { progress } as Partial<Tenure> as Tenure;
  const held: Held = { tenure, log: makeLog('silent'), halt: () => {}, signal: new AbortController().signal };
  const post = postingSteps(held, new GatedPipeline());
  expect([await post(step), await post(step), await post(step)]).toEqual(['unheard', 'heard', 'unheard']);
  expect(posts).toEqual(['drawn', 'bare', 'drawn']);
});
