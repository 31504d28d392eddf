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
  parameters?: { name: string; in: string; required?: boolean; description?: string }[];
  requestBody?: { content?: Content };
  responses?: Record<string, { description?: string; content?: Content; headers?: object }>;
}

/** Bodies by their media types; those of a schema that has a name refer to it. */
type Content = Record<string, { schema?: { $ref?: string } }>;

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

function section(method: string, path: string, operation: Operation): string {
  const { summary = '', description = '', responses = {} } = operation;
  const head = `<h2>${escaped(summary)}</h2><p><code>${method.toUpperCase()} ${escaped(path)}</code></p>`;
  const replies = Object.entries(responses).map(([status, { description = '', content, headers = {} }]) => {
    const more = [...bodies(content), ...Object.keys(headers).map(code)];
    return term(status, [escaped(description), ...more].join(' · '));
  });
  return `${head}<p>${escaped(description)}</p>${list(asked(operation))}${list(replies)}`;
}

/** What a request may carry: parts of the address, headers, a body. */
function asked({ parameters = [], requestBody }: Operation): string[] {
  const named = parameters.map(({ name, in: place, required, description = '' }) =>
    term(`${name} (${place}${required ? '' : ', optional'})`, escaped(description)),
  );
  return requestBody ? [...named, term('body', bodies(requestBody.content).join(' · '))] : named;
}

/** The media types of a body, each with the name of its schema. */
function bodies(content: Content = {}): string[] {
  return Object.entries(content).map(([type, { schema }]) => {
    const name = schema?.$ref?.split('/').at(-1);
    return name ? `${code(type)}: <a href="#${name}">${escaped(name)}</a>` : code(type);
  });
}

function list(terms: string[]): string {
  return terms.length > 0 ? `<dl>${terms.join('')}</dl>` : '';
}

/** `text` is plain, `html` is not. */
function term(text: string, html: string): string {
  return `<dt>${escaped(text)}</dt><dd>${html}</dd>`;
}

function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** The name is that of what is folded away: a browser unfolds what a link leads into. */
function schemaDetails([name, schema]: [string, unknown]): string {
  const text = escaped(JSON.stringify(schema, null, 2));
  return `<details><summary>${escaped(name)}</summary><pre id="${escaped(name)}">${text}</pre></details>`;
}
