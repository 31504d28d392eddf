// @ts-check
/*
 * Stands before the edge in workerd, where Miniflare would put a worker of its own: that one takes headers from any client which
 * choose the address that is asked for, and has a door to all that the store keeps, what was uploaded too.
 */
const text = /^(text\/(?!event-stream)|application\/(json|javascript|problem\+json)|image\/svg)/;
const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

// biome-ignore lint/style/noDefaultExport: workerd takes the default export as the worker.
export default {
  /**
   * @param {Request} request
   * @param {{ EDGE: { fetch(request: Request): Promise<Response> } }} env
   */
  async fetch(request, { EDGE }) {
    return compressed(await EDGE.fetch(asAsked(request)), request);
  },
};

/**
 * The request by the address that its client asked for, where TLS ended at a proxy.
 *
 * @param {Request} request
 */
function asAsked(request) {
  if (!/^https\b/i.test(request.headers.get('X-Forwarded-Proto') ?? '')) return request;
  const url = new URL(request.url);
  url.protocol = 'https:';
  return new Request(url, request);
}

/**
 * Has workerd compress what is text, for who takes that.
 *
 * @param {Response} answer
 * @param {Request} request
 */
function compressed(answer, { headers }) {
  if (!answer.body || !text.test(answer.headers.get('Content-Type') ?? '')) return answer;
  const reply = new Response(answer.body, answer);
  reply.headers.append('Vary', 'Accept-Encoding');
  if (takesGzip.test(headers.get('Accept-Encoding') ?? '')) reply.headers.set('Content-Encoding', 'gzip');
  return reply;
}
