import { createMiddleware } from 'hono/factory';

/** For answers that are nobody else's business: no cache keeps them. */
export function noStore() {
  return createMiddleware(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
}
