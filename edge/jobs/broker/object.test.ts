import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { LeaseRequest } from '@manifold/shared/protocol/lease';
import { expect, it } from 'vitest';
import type { Env } from '../../env.ts';
import { digits } from '../../testing/bundle.ts';
import { fresh, getJob, postJob } from '../../testing/client.ts';
import { askWithJson, runnerHeaders } from '../../testing/edge.ts';
import { runner } from '../../testing/runner.ts';
import { brokerOf } from '../names.ts';

const manifestOf = (name: string, digit: string) => ({ ...digits, name, revision: digit.repeat(64) });
const [first, beside, alone] = [manifestOf('first', 'd'), manifestOf('beside', 'e'), manifestOf('alone', 'f')];
const registered = { runner: 'test', manifests: [first, beside, alone] };

/** A runner of these bundles that has no room, and so is granted nothing. */
function askFor(manifests: readonly (typeof digits)[], name = 'test') {
  const bundles = manifests.map(({ name, revision }) => ({ name, revision }));
  return runner.lease({ runner: name, bundles, wait: 0, free: 0, idle: false });
}

it('counts as ahead what the same runner may take, and nothing that waits for another', async () => {
  await askWithJson('/runner/v1/register', registered, runnerHeaders);
  await askFor([first, beside]);
  const post = ({ name }: typeof digits) => postJob({ ...fresh(), bundle: name });
  const jobs = [await post(alone), await post(first), await post(beside), await post(alone)];
  const positions = () => Promise.all(jobs.map(async (job) => (await getJob(job)).position));
  expect(await positions()).toEqual([0, 0, 1, 1]);
  await askFor([alone], 'other');
  expect(await positions()).toEqual([0, 0, 1, 1]);
  await askFor([first, beside, alone], 'third');
  expect(await positions()).toEqual([0, 1, 2, 3]);
});

it('grants no more to a request that is dismissed while it is granted something', async () => {
  await runner.register();
  await Promise.all([postJob(fresh()), postJob(fresh())]);
  const { name, revision } = digits;
  const request: LeaseRequest = { runner: 'gone', bundles: [{ name, revision }], free: 64, idle: true, wait: 0 };
  const granted = await runInDurableObject(brokerOf(env as unknown as Env), async (broker) => {
    const leases = broker.lease(request);
    broker.dismiss(request.runner);
    return (await leases).length;
  });
  expect(granted).toBe(1);
});
