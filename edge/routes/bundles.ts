import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Manifest } from '@manifold/shared/protocol/manifest';
import type { Env } from '../env.ts';
import { tagged } from '../middleware/tagged.ts';
import { servedManifests } from '../store/manifests.ts';
import { carrying, conditional, json, notModified } from './documented.ts';

type App = { Bindings: Env };

const getBundles = createRoute({
  method: 'get',
  path: '/v1/bundles',
  summary: 'List the bundles served here',
  request: { headers: conditional },
  responses: {
    200: { ...json(z.strictObject({ bundles: z.array(Manifest) }), 'The manifests, by name'), ...carrying('ETag') },
    ...notModified,
  },
});

export function bundleRoutes(): OpenAPIHono<App> {
  const app = new OpenAPIHono<App>();
  app.openAPIRegistry.registerPath(getBundles);
  app.get('/v1/bundles', tagged(), async (c) =>
    c.json({ bundles: await servedManifests(c.env.DB, Date.now()) }, 200, { 'Cache-Control': 'public, no-cache' }),
  );
  return app;
}
