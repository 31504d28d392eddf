import { createMiddleware } from 'hono/factory';
import { dropBody } from '../routes/bytes.ts';

/** Has a client that is refused before its body is read send it nevertheless: one that cannot go on sending sees no answer. */
export function dropUnreadBody() {
  return createMiddleware(async (c, next) => {
    await next();
    if (c.res.status >= 400) await dropBody(c.req.raw);
  });
}
