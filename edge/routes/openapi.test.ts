import { beforeAll, describe, expect, it } from 'vitest';
import { ask, askWithJson } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

interface ApiDocument {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { example?: unknown }> } }>>;
  components: { schemas: Record<string, unknown> };
}
let document: ApiDocument;

beforeAll(async () => {
  await runner.register();
  document = await (await ask('/v1/openapi.json')).json();
});

describe('the description of the API', () => {
  it('names every public address', () => {
    expect(Object.keys(document.paths).sort()).toEqual([
      '/v1/bundles',
      '/v1/images',
      '/v1/images/{digest}.png',
      '/v1/jobs',
      '/v1/jobs/{id}',
      '/v1/jobs/{id}/events',
      '/v1/results/{id}',
      '/v1/results/{id}/files/{path}',
    ]);
  });

  it('refers to nothing that it does not contain', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]!);
    expect(refs).toContain('Estimate');
    for (const name of refs) expect(document.components.schemas).toHaveProperty(name);
  });

  it('has an example that works', async () => {
    const { example } = document.paths['/v1/jobs']!.post!.requestBody!.content['application/json']!;
    expect((await askWithJson('/v1/jobs', example)).status).toBe(202);
  });

  it('is a page for people as well, which loads nothing from elsewhere', async () => {
    const html = await (await ask('/v1/docs')).text();
    expect(html).toContain('POST /v1/jobs');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect((await ask('/v1/docs.css')).headers.get('Content-Type')).toBe('text/css; charset=utf-8');
  });
});
