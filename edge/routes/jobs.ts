import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { AnyJob, AnyRequest, isFinal, JobId } from '@manifold/shared/protocol/job';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { asOperator } from '../auth/operator.ts';
import { ownerCookie, ownerOf } from '../auth/owner.ts';
import { type Env, secretsOf } from '../env.ts';
import { asksToTrain, understand } from '../jobs/ask.ts';
import { waitFor } from '../jobs/follow.ts';
import { jobOf } from '../jobs/names.ts';
import { onceMore } from '../jobs/once-more.ts';
import { type Submitted, submit } from '../jobs/submit.ts';
import { noStore } from '../middleware/no-store.ts';
import { type Refusal, type Result, refused } from '../refusal.ts';
import { jobExample } from '../share/job-example.ts';
import { carrying, json, problems } from './documented.ts';
import { idempotencyKeyOf, waitOf } from './job-headers.ts';
import { readJson } from './json-body.ts';
import { refuse } from './reply.ts';

type App = { Bindings: Env };

/** Bytes of a job's body. The largest recipe there is has some 600,000, with every character of its prompts escaped. */
const bodyLimit = 1_000_000;

const headers = z.object({
  'Idempotency-Key': z.string().min(1).max(200).optional().openapi({
    description: 'Makes a retry safe: for 30 days the same key and body give the same job again, one that failed too.',
    example: 'digits-42',
  }),
  Prefer: z.string().optional().openapi({
    description: 'wait=N: answer when the job has ended, or after N seconds, at most 60 (RFC 7240).',
    example: 'wait=30',
  }),
});
const params = z.object({ id: JobId });

/** The name of the operator's credentials in the API's description. */
const operatorScheme = 'operator';
const accepted = carrying('Location', 'Preference-Applied');

const postJob = createRoute({
  method: 'post',
  path: '/v1/jobs',
  summary: 'Ask for pictures, or for a training',
  description:
    'The body is the fields of a technique, or a whole recipe; a name that stands twice in one object is refused. Equal requests share one computation. ' +
    'The technique `train` is for the operator, whose secret comes as Authorization: Bearer; it ends as a bundle that can be sampled.',
  security: [{}, { [operatorScheme]: [] }],
  request: {
    headers,
    body: { required: true, content: { 'application/json': { schema: AnyRequest, example: jobExample } } },
  },
  responses: {
    200: {
      ...json(AnyJob, 'The job that this Idempotency-Key stands for already'),
      ...carrying('Location', 'Preference-Applied', 'Idempotent-Replay'),
    },
    201: { ...json(AnyJob, 'The job, ended'), ...accepted },
    202: { ...json(AnyJob, 'The job, accepted; its address is in Location'), ...accepted },
    ...problems(400, 401, 403, 413, 415, 422),
  },
});
const getJob = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}',
  summary: 'Look at a job',
  request: { params },
  responses: { 200: json(AnyJob, 'The job'), ...problems(404) },
});
const deleteJob = createRoute({
  method: 'delete',
  path: '/v1/jobs/{id}',
  summary: 'Cancel a job',
  description:
    'Idempotent. The computation goes on while another job waits for it; a job that has ended stays as it is. ' +
    'A training is cancelled by the operator alone, whose secret comes as Authorization: Bearer.',
  security: [{}, { [operatorScheme]: [] }],
  request: { params },
  responses: { 200: json(AnyJob, 'The job'), ...problems(401, 403, 404) },
});

export function jobRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  for (const route of [postJob, getJob, deleteJob]) app.openAPIRegistry.registerPath(route);
  app.openAPIRegistry.registerComponent('securitySchemes', operatorScheme, {
    type: 'http',
    scheme: 'bearer',
    description:
      'OPERATOR_SECRET of the deployment, to train and to cancel a training; everything else is open to all.',
  });
  app.post('/v1/jobs', noStore(), post);
  app.get('/v1/jobs/:id', noStore(), async (c) => replyJob(c, await found(c, (job) => job.read())));
  app.delete('/v1/jobs/:id', noStore(), async (c) => replyJob(c, await cancelled(c)));
  return app;
}

async function post(c: Context<App>): Promise<Response> {
  const submitted = await accept(c);
  if (!submitted.ok) return challenge(c, submitted.refusal);
  const wait = waitOf(c.req.header('Prefer'));
  const job = await settled(c, submitted.value.job, wait);
  if (wait !== undefined) c.header('Preference-Applied', `wait=${wait}`);
  c.header('Location', `/v1/jobs/${job.id}`);
  if (submitted.value.isReplay) c.header('Idempotent-Replay', 'true');
  return c.json(job satisfies AnyJob, statusOf(job, submitted.value.isReplay));
}

/** Refuses, and says how to prove oneself where that was wanting (RFC 9110, section 11.6.1). */
function challenge(c: Context<App>, refusal: Refusal): Response {
  const isUnproven = refusal.reason === 'not-the-operator';
  return refuse(c, refusal, isUnproven ? { 'WWW-Authenticate': 'Bearer realm="operator"' } : {});
}

async function accept(c: Context<App>): Promise<Result<Submitted>> {
  const key = idempotencyKeyOf(c.req.header('Idempotency-Key'));
  if (!key.ok) return key;
  const body = await readJson(c.req.raw, bodyLimit);
  if (!body.ok) return body;
  const allowed = await authorised(c, asksToTrain(body.value));
  if (!allowed.ok) return allowed;
  const request = understand(body.value);
  if (!request.ok) return request;
  return submit(c.env, request.value, { owner: await owner(c, key.value), key: key.value });
}

/** Pictures are for everyone to ask for and to cancel, trainings are for the operator. */
async function authorised(c: Context<App>, isTraining: boolean): Promise<Result<undefined>> {
  if (!isTraining) return { ok: true, value: undefined };
  return asOperator(c.req.header('Authorization'), secretsOf(c.env).OPERATOR_SECRET);
}

async function owner(c: Context<App>, idempotencyKey: string | undefined): Promise<string> {
  const client = {
    cookie: getCookie(c, ownerCookie),
    fetchSite: c.req.header('Sec-Fetch-Site'),
    address: c.req.header('CF-Connecting-IP'),
    idempotencyKey,
  };
  const { id, newCookie } = await ownerOf(client, secretsOf(c.env).OWNER_KEY);
  const secure = new URL(c.req.url).protocol === 'https:';
  const lasting = { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 31_536_000, secure } as const;
  if (newCookie) setCookie(c, ownerCookie, newCookie, lasting);
  return id;
}

/** The job after the wait. Where that breaks off, as when a deployment resets the objects, it is accepted all the same. */
async function settled(c: Context<App>, job: AnyJob, wait: number | undefined): Promise<AnyJob> {
  if (!wait || isFinal(job.state)) return job;
  try {
    await waitFor(c.env, job.id, wait * 1000);
    return (await onceMore(() => jobOf(c.env, job.id).read())) ?? job;
  } catch (error) {
    console.warn('the wait for a job broke off', error);
    return job;
  }
}

function statusOf(job: AnyJob, isReplay: boolean): 200 | 201 | 202 {
  if (isReplay) return 200;
  return isFinal(job.state) ? 201 : 202;
}

async function cancelled(c: Context<App>): Promise<Result<AnyJob>> {
  const job = await found(c, (job) => job.read());
  if (!job.ok) return job;
  const allowed = await authorised(c, 'training' in job.value);
  return allowed.ok ? found(c, (job) => job.cancel()) : allowed;
}

type Look = (job: ReturnType<typeof jobOf>) => Promise<AnyJob | undefined>;

async function found(c: Context<App>, look: Look): Promise<Result<AnyJob>> {
  const id = JobId.safeParse(c.req.param('id'));
  const job = id.success ? await onceMore(() => look(jobOf(c.env, id.data))) : undefined;
  return job ? { ok: true, value: job } : refused({ reason: 'not-found', what: 'there is no job of this id' });
}

function replyJob(c: Context<App>, job: Result<AnyJob>): Response {
  return job.ok ? c.json(job.value satisfies AnyJob, 200) : challenge(c, job.refusal);
}
