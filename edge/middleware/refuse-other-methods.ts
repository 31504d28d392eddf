import type { Hono, Env as HonoEnv } from 'hono';
import { refuse } from '../routes/reply.ts';

/** Answers 405 with Allow where a path exists but not for the method asked. Called after every route is in place. */
export function refuseOtherMethods<E extends HonoEnv>(app: Hono<E>): void {
  for (const [path, methods] of methodsByPath(app)) {
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    app.all(path, (c) =>
      refuse(c, { reason: 'method-not-allowed', method: c.req.method, allowed }, { Allow: allowed.join(', ') }),
    );
  }
}

function methodsByPath<E extends HonoEnv>(app: Hono<E>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { path, method } of app.routes) {
    if (method !== 'ALL') found.set(path, [...new Set([...(found.get(path) ?? []), method])]);
  }
  return found;
}
