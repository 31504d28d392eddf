import { etag, RETAINED_304_HEADERS } from 'hono/etag';

/** Without these a page of another site may not read the answer, one without a body no more than any other. */
const corsHeaders = ['access-control-allow-origin', 'access-control-expose-headers'];

/** Tags answers by their bytes, and answers 304 to who has them. */
export function tagged() {
  return etag({ retainedHeaders: [...RETAINED_304_HEADERS, ...corsHeaders] });
}
