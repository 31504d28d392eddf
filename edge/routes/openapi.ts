import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '../env.ts';
import { tagged } from '../middleware/tagged.ts';
import { docsPage } from '../share/docs.ts';
import { stylesheetPath } from '../share/html.ts';
import { stylesheet } from '../share/stylesheet.ts';
import { methodNotAllowed } from './documented.ts';

type App = OpenAPIHono<{ Bindings: Env }>;

const info = {
  title: 'Manifold',
  version: '1',
  description:
    'Pixel diffusion as recipes: ask for pictures, follow their making, keep the link. ' +
    'A method that an address does not take is answered with 405, and Allow names those that it does.',
  license: { name: 'MIT', identifier: 'MIT' },
};

/** The API's description, for programs and for people. Called after every documented route is in place. */
export function describeApi(app: App): void {
  app.openAPIRegistry.registerComponent('responses', 'MethodNotAllowed', methodNotAllowed);
  const document = once(() => app.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: '/' }] }));
  app.get('/v1/openapi.json', tagged(), (c) => c.json(document(), 200, { 'Cache-Control': 'public, no-cache' }));
  app.get('/v1/docs', tagged(), (c) => c.html(docsPage(document(), new URL(c.req.url).origin)));
  app.get(stylesheetPath, tagged(), (c) => c.body(stylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
