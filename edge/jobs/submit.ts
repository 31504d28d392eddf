import { digestOf } from '@manifold/shared/image/digest';
import type { AnyJob, AnyRequest } from '@manifold/shared/protocol/job';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { type Work, workId } from '@manifold/shared/recipe/work';
import { v7 as uuidv7 } from 'uuid';
import type { Env } from '../env.ts';
import { type Result, refused } from '../refusal.ts';
import { utf8 } from '../share/utf8.ts';
import { claimKey, readClaim } from '../store/idempotency.ts';
import { servedManifests } from '../store/manifests.ts';
import { readResult } from '../store/results.ts';
import { isTrain, prepare } from './ask.ts';
import { checkInputs } from './inputs.ts';
import { jobOf } from './names.ts';
import { onceMore } from './once-more.ts';

export interface Asker {
  owner: string;
  /** The Idempotency-Key, if one was sent. */
  key: string | undefined;
}

export interface Submitted {
  job: AnyJob;
  /** Whether the job had been submitted before, under the same key. */
  isReplay: boolean;
}

/** From a well-formed request to a job that nothing loses any more. Of a retry nothing is checked again. */
export async function submit(env: Env, request: AnyRequest, { owner, key }: Asker): Promise<Result<Submitted>> {
  const replay = await replayed(env, request, { owner, key });
  if (replay) return replay;
  const prepared = await workOf(env, request);
  if (!prepared.ok) return prepared;
  const work = prepared.value;
  const claim = await claimed(env, request, { owner, key });
  if (!claim.ok) return claim;
  const { id, isReplay } = claim.value;
  const resultId = await workId(work);
  const form = 'recipe' in request ? ('recipe' as const) : ('technique' as const);
  const order = { id, owner, resultId, work, form, createdAt: new Date().toISOString() };
  const job = await onceMore(() => jobOf(env, id).open(order));
  return { ok: true, value: { job, isReplay } };
}

/** The job that the key stands for already; nothing where there is none yet, as after a crash between the claim and the job. */
async function replayed(env: Env, request: AnyRequest, { owner, key }: Asker): Promise<Result<Submitted> | undefined> {
  const held = key === undefined ? undefined : await readClaim(env.DB, owner, key);
  if (!held) return undefined;
  if (held.fingerprint !== (await fingerprintOf(request))) return refused({ reason: 'idempotency-mismatch' });
  const job = await onceMore(() => jobOf(env, held.job).read());
  return job && { ok: true, value: { job, isReplay: true } };
}

/**
 * What the request stands for: checked, and with every picture that it names in the store. A recipe whose result is there was
 * checked before, on a bundle that need not be served any more.
 */
async function workOf(env: Env, request: AnyRequest): Promise<Result<Work>> {
  if (isTrain(request)) return { ok: true, value: trainingOf(request) };
  if ('recipe' in request && (await readResult(env.RESULTS, await workId(request.recipe)))) {
    return { ok: true, value: request.recipe };
  }
  const prepared = prepare(request, await servedManifests(env.DB, Date.now()), randomUint32);
  if (!prepared.ok) return prepared;
  const inputs = await checkInputs(env.RESULTS, request, prepared.value);
  return inputs.ok ? prepared : inputs;
}

/** The id under which the request runs: a new one, or the one that its key stands for already. */
async function claimed(
  env: Env,
  request: AnyRequest,
  { owner, key }: Asker,
): Promise<Result<{ id: string; isReplay: boolean }>> {
  const id = uuidv7();
  if (key === undefined) return { ok: true, value: { id, isReplay: false } };
  const fingerprint = await fingerprintOf(request);
  const held = await claimKey(env.DB, { owner, key, fingerprint, job: id }, Date.now());
  if (held.fingerprint !== fingerprint) return refused({ reason: 'idempotency-mismatch' });
  return { ok: true, value: { id: held.job, isReplay: held.job !== id } };
}

/** Equal requests have equal fingerprints: parsing puts keys into the schema's order and fills defaults in. */
function fingerprintOf(request: AnyRequest): Promise<string> {
  return digestOf(utf8(JSON.stringify(request)));
}

function randomUint32(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
