import { createMiddleware } from 'hono/factory';
import { bearsSecret } from '../auth/bearer.ts';
import { type Env, secretsOf } from '../env.ts';
import { refuse } from '../routes/reply.ts';

/** Lets pass only who bears the runner's secret. */
export function runnerSecret() {
  return createMiddleware<{ Bindings: Env }>(async (c, next) => {
    const { RUNNER_SECRET } = secretsOf(c.env);
    if (!(await bearsSecret(c.req.header('Authorization'), RUNNER_SECRET))) {
      return refuse(c, { reason: 'unauthorised' }, { 'WWW-Authenticate': 'Bearer realm="runner"' });
    }
    return next();
  });
}
