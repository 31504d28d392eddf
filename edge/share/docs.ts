import { escaped, page } from './html.ts';
import { jobExample } from './job-example.ts';

/** The parts of an OpenAPI document that the page shows. */
interface ApiDocument {
  info: { title: string; description?: string };
  paths?: Record<string, object>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  summary?: string;
  description?: string;
  responses?: Record<string, { description?: string }>;
}

/** The API for people to read: what can be asked, what comes back, and a first command to try at `origin`. */
export function docsPage({ info, paths = {}, components }: ApiDocument, origin: string): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => section(method, path, operation)),
  );
  const schemas = Object.entries(components?.schemas ?? {}).map(schemaDetails);
  return page(
    `${info.title} API`,
    [
      `<h1>${escaped(info.title)} API</h1><p>${escaped(info.description ?? '')}</p>`,
      '<p>For programs: <a href="/v1/openapi.json">openapi.json</a>. Problems are RFC 9457, typed by <code>/problems/</code>.</p>',
      `<pre>${escaped(firstCommand(origin))}</pre>`,
      ...operations,
      `<h2>Schemas</h2>${schemas.join('')}`,
    ].join('\n'),
  );
}

function firstCommand(origin: string): string {
  return [
    `curl -s ${origin}/v1/jobs \\`,
    "  -H 'Content-Type: application/json' -H 'Prefer: wait=30' \\",
    `  -d '${JSON.stringify(jobExample)}'`,
  ].join('\n');
}

function section(method: string, path: string, { summary = '', description = '', responses = {} }: Operation): string {
  const replies = Object.entries(responses).map(
    ([status, reply]) => `<dt>${status}</dt><dd>${escaped(reply.description ?? '')}</dd>`,
  );
  const head = `<h2>${escaped(summary)}</h2><p><code>${method.toUpperCase()} ${escaped(path)}</code></p>`;
  return `${head}<p>${escaped(description)}</p><dl>${replies.join('')}</dl>`;
}

function schemaDetails([name, schema]: [string, unknown]): string {
  const text = escaped(JSON.stringify(schema, null, 2));
  return `<details><summary>${escaped(name)}</summary><pre>${text}</pre></details>`;
}
