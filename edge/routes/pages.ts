import { Digest } from '@manifold/shared/image/digest';
import { JobId } from '@manifold/shared/protocol/job';
import { techniqueNames } from '@manifold/shared/recipe/technique';
import { type Context, Hono } from 'hono';
import type { Env } from '../env.ts';
import { tagged } from '../middleware/tagged.ts';
import { sharePage } from '../share/card.ts';
import { escaped, page } from '../share/html.ts';
import { readResult } from '../store/results.ts';
import { refuse } from './reply.ts';

type App = { Bindings: Env };

const revalidated = 'public, no-cache';

/** The site: its files, and its one shell under the addresses that it routes itself. */
export function pageRoutes(): Hono<App> {
  const app = new Hono<App>();
  app.get('/r/:id', tagged(), share);
  app.get('/job/:ids', (c) => shell(c, areJobs(c.req.param('ids')) ? 200 : 404, 'no-store'));
  app.get('/make/:technique', tagged(), (c) =>
    isTechnique(c.req.param('technique')) ? shell(c, 200, revalidated) : shell(c, 404, 'no-store'),
  );
  app.get('/:page{(?:make|job|r)}/:of/', (c) => c.redirect(withoutSlash(new URL(c.req.url)), 308));
  return app;
}

/** To the router of the site a slash at the end is nothing. */
function withoutSlash({ pathname, search }: URL): string {
  return pathname.replace(/\/$/, '') + search;
}

function isTechnique(name: string): boolean {
  return techniqueNames.some((known) => known === name);
}

/** A page may show several jobs: their ids stand in its address, with commas between. */
function areJobs(ids: string): boolean {
  return ids.split(',').every((id) => JobId.safeParse(id).success);
}

async function share(c: Context<App>): Promise<Response> {
  const id = Digest.safeParse(c.req.param('id'));
  const result = id.success ? await readResult(c.env.RESULTS, id.data) : undefined;
  if (!result) return shell(c, 404, 'no-store');
  return sharePage(await shell(c, 200, revalidated), result, new URL(c.req.url).origin);
}

/** A file of the site, which takes no other method; a page that is none is the shell under status 404, and anything else a problem. */
export async function asset(c: Context<App>): Promise<Response> {
  const { pathname } = new URL(c.req.url);
  const isRead = readMethods.includes(c.req.method);
  if (!/^\/(v1|runner)(\/|$)/.test(pathname)) {
    const file = await fetchAsset(c, isRead ? c.req.raw : new Request(c.req.url, { method: 'HEAD' }));
    if (file.status !== 404) return isRead ? servedFile(pathname, file) : methodNotAllowed(c);
    await file.body?.cancel();
    if (isRead && c.req.header('Accept')?.includes('text/html')) return shell(c, 404, 'no-store');
  }
  return refuse(c, { reason: 'not-found', what: `there is nothing at ${pathname}` });
}

const readMethods = ['GET', 'HEAD'];

function methodNotAllowed(c: Context<App>): Response {
  const { method } = c.req;
  return refuse(c, { reason: 'method-not-allowed', method, allowed: readMethods }, { Allow: readMethods.join(', ') });
}

function servedFile(pathname: string, file: Response): Response {
  return pathname.startsWith('/assets/') ? lasting(file) : file;
}

/** The build names these files by their content: who has one keeps it, told so again where it is looked up anew. */
function lasting(file: Response): Response {
  const answer = new Response(file.body, file);
  if (file.ok || file.status === 304) answer.headers.set('Cache-Control', 'public, max-age=31536000, immutable');
  return answer;
}

async function shell(c: Context<App>, status: 200 | 404, cacheControl: string): Promise<Response> {
  const index = await fetchAsset(c, new Request(new URL('/', c.req.url)));
  if (!index.ok) await index.body?.cancel();
  const body = index.ok ? index.body : bare(status === 404 ? 'There is nothing here' : 'Manifold');
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': cacheControl };
  return new Response(body, { status, headers });
}

/** Addresses that the file server cannot make sense of name no file. */
async function fetchAsset(c: Context<App>, request: Request): Promise<Response> {
  const answer = await c.env.ASSETS.fetch(request).catch(() => undefined);
  if (answer && answer.status < 500) return answer;
  await answer?.body?.cancel();
  return new Response(null, { status: 404 });
}

/** Stands in for the site where it has not been built. */
function bare(title: string): string {
  return page(title, `<h1>${escaped(title)}</h1>`);
}
