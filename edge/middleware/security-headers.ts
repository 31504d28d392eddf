import { createMiddleware } from 'hono/factory';

/** Pages load from here alone; only style attributes may be inline, since scripts of ours set them by templates. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "style-src-attr 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  /** A job's address is the right to it: it must not leave by a link. */
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** The headers that every answer carries. */
export function securityHeaders() {
  return createMiddleware(async (c, next) => {
    await next();
    const answer = new Response(c.res.body, c.res);
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    c.res = undefined;
    c.res = answer;
  });
}
