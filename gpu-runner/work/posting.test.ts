import { expect, it } from 'vitest';
import { zeros } from '../tensor/tensor.ts';
import type { Held } from './attempt.ts';
import { makeLog } from './log.ts';
import { ok } from './outcome.ts';
import { GatedPipeline } from './pipeline.fixture.ts';
import { postingSteps } from './posting.ts';
import type { Tenure } from './tenure.ts';

const x0 = zeros([1, 1, 8, 8]);
const step = { step: 1, of: 3, timestep: 200, xt: x0, x0 };

it('posts a step without its preview after one that was not heard: a slow line has time for that', async () => {
  const posts: ('bare' | 'drawn')[] = [];
  const progress: Tenure['progress'] = async (_, preview) => {
    posts.push(preview ? 'drawn' : 'bare');
    return preview ? { kind: 'unreachable', detail: 'TimeoutError' } : ok({ cancel: false, leaseSeconds: 20 });
  };
  const tenure = { progress } as Partial<Tenure> as Tenure;
  const held: Held = { tenure, log: makeLog('silent'), halt: () => {}, signal: new AbortController().signal };
  const post = postingSteps(held, new GatedPipeline());
  expect([await post(step), await post(step), await post(step)]).toEqual(['unheard', 'heard', 'unheard']);
  expect(posts).toEqual(['drawn', 'bare', 'drawn']);
});
