// @ts-check
/*
 * Stands before the edge in workerd, in the place of Miniflare's own worker: that one takes headers from any client which choose the
 * address that is asked for, and has a door to all that the store keeps, what was uploaded too. Miniflare starts it nevertheless: on
 * another port of this machine.
 */
const text = /^(text\/(?!event-stream)|application\/(json|javascript|problem\+json)|image\/svg)/;
/** What workerd takes for the name of a host: URLs may have quotes and stars in theirs. */
const isHost = /^[\w.:[\]-]+$/;
const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

// biome-ignore lint/style/noDefaultExport: workerd takes the default export as the worker.
export default {
  /**
   * @param {Request} request
   * @param {{ EDGE: { fetch(request: Request): Promise<Response> } }} env
   */
  async fetch(request, { EDGE }) {
    const asked = asAsked(request);
    return asked ? compressed(await EDGE.fetch(asked), request) : addressless();
  },
};

/** The problem (RFC 9457) of a request whose host or target is no part of an address. */
function addressless() {
  const detail = 'the header Host, or the target of the request, is no part of an address; send those of this server';
  const problem = { type: 'about:blank', title: 'Bad Request', status: 400, detail };
  const headers = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' };
  return new Response(JSON.stringify(problem), { status: 400, headers });
}

/**
 * The request by the address that its client asked for, where TLS ended at a proxy; nothing where that is none. It is written as
 * URLs are: workerd takes others in, and cannot pass them on.
 *
 * @param {Request} request
 */
function asAsked(request) {
  if (!URL.canParse(request.url)) return undefined;
  const url = new URL(request.url);
  if (!isHost.test(url.host)) return undefined;
  if (/^https\b/i.test(request.headers.get('X-Forwarded-Proto') ?? '')) url.protocol = 'https:';
  return url.href === request.url ? request : new Request(url, request);
}

/**
 * Has workerd compress what is text, for who takes that.
 *
 * @param {Response} answer
 * @param {Request} request
 */
function compressed(answer, { headers }) {
  const isUnchanged = answer.status === 304;
  if (!isUnchanged && !text.test(answer.headers.get('Content-Type') ?? '')) return answer;
  const reply = new Response(answer.body, answer);
  reply.headers.append('Vary', 'Accept-Encoding');
  if (!takesGzip.test(headers.get('Accept-Encoding') ?? '')) return reply;
  if (answer.body) reply.headers.set('Content-Encoding', 'gzip');
  // A strong tag is of the bytes that are sent (RFC 9110, section 8.8.3).
  const tag = answer.headers.get('ETag');
  if (tag?.startsWith('"')) reply.headers.set('ETag', `W/${tag}`);
  return reply;
}
