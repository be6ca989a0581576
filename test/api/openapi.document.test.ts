import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { jobViewSchema } from '../../src/api/operations/job-view.js';
import { withApi } from '../support/api.js';

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: object };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: string[];
  readonly security?: object[];
  readonly requestBody?: {
    readonly content: Record<string, { schema: object; examples: Record<string, { value: unknown }> }>;
  };
  readonly responses: Record<string, { readonly content?: Record<string, { schema?: object; examples?: object }> }>;
}

test('the document is OpenAPI 3.1 and describes every route with its answers, problems and credentials', async () => {
  await withApi({ environment: { DOCS_PUBLIC: 'true' } }, async ({ ask }) => {
    const { status, body: document } = await ask<Document>('/docs-json', { token: null });
    expect([status, document.openapi]).toEqual([200, '3.1.0']);
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    );
    expect(routes.map(([route]) => route).sort()).toEqual([
      'DELETE /api/v1/session',
      'GET /api/v1/gate',
      'GET /api/v1/leads',
      'GET /api/v1/operations',
      'GET /api/v1/operations/{id}',
      'GET /api/v1/operations/{id}/events',
      'GET /api/v1/session',
      'GET /health/live',
      'GET /health/ready',
      'PATCH /api/v1/operations/{id}',
      'POST /api/v1/operations',
      'POST /api/v1/operations/{id}/cancel',
      'POST /api/v1/operations/{id}/pause',
      'POST /api/v1/operations/{id}/resume',
      'POST /api/v1/session',
    ]);
    for (const [route, operation] of routes) {
      expect([route, operation.summary.length > 0, operation.tags.length]).toEqual([route, true, 1]);
      if (route.includes('/health/')) continue;
      // A browser's cookie does as well, with a CSRF token where something is changed, but not for logging in.
      const cookie = route.startsWith('GET') ? { session: [] } : { session: [], csrf: [] };
      const ways = [{ bearer: [] }, ...(route === 'POST /api/v1/session' ? [] : [cookie])];
      expect([route, operation.security]).toEqual([route, ways]);
      const codes = Object.keys(operation.responses['403']!.content!['application/problem+json']!.examples!);
      expect([route, codes.includes('csrf_refused')]).toEqual([route, ways.length === 2 && !route.startsWith('GET')]);
      expect([route, Object.keys(operation.responses)]).toEqual([route, expect.arrayContaining(['401', '403'])]);
      for (const [code, { content }] of Object.entries(operation.responses)) {
        if (Number(code) >= 400)
          expect([route, code, Object.keys(content!)]).toEqual([route, code, ['application/problem+json']]);
      }
    }
    expect(document.components.securitySchemes).toMatchObject({
      session: { type: 'apiKey', in: 'cookie', name: 'bulkgate_session' },
      csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token' },
    });
    expect(new Set(routes.map(([, { operationId }]) => operationId)).size).toBe(routes.length);
    const ids = document.paths['/api/v1/leads']!.get as Operation & { parameters: { name: string; in: string }[] };
    expect(
      ids.parameters
        .filter(({ in: place }) => place === 'query')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['createdAfter', 'createdBefore', 'cursor', 'importId', 'limit', 'source', 'status', 'text']);
  });
});

test('its schemas are valid, its examples follow them, and so do real answers', async () => {
  await withApi({}, async ({ ask }) => {
    const { body: document } = await ask<Document>('/docs-json');
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(document, 'api');
    const errorsOf = (name: string, value: unknown): unknown => {
      const validate = ajv.getSchema(`api#/components/schemas/${name}`)!;
      return validate(value) ? null : validate.errors;
    };
    for (const methods of Object.values(document.paths)) {
      for (const { requestBody } of Object.values(methods)) {
        const { schema, examples } = requestBody?.content['application/json'] ?? { schema: {}, examples: {} };
        for (const { value } of Object.values(examples)) {
          const validate = ajv.compile({ $ref: `api${(schema as { $ref: string }).$ref}` });
          expect([value, validate(value)]).toEqual([value, true]);
        }
      }
    }
    const started = await ask('/api/v1/operations', { body: { type: 'delete_leads_bulk', selection: { ids: [1] } } });
    expect(errorsOf('Job', started.body)).toBeNull();
    expect(jobViewSchema.safeParse(started.body).error).toBeUndefined();
    const refused = await ask('/api/v1/operations', { body: { type: 'delete_leads_bulk', selection: { ids: [1] } } });
    expect([refused.status, errorsOf('Problem', refused.body)]).toEqual([409, null]);
    expect(errorsOf('JobPage', (await ask('/api/v1/operations')).body)).toBeNull();
    expect(errorsOf('HeldGates', (await ask('/api/v1/gate')).body)).toBeNull();
    expect(errorsOf('LeadPage', (await ask('/api/v1/leads')).body)).toBeNull();
    const session = await ask('/api/v1/session', { method: 'POST' });
    expect([session.status, errorsOf('Session', session.body)]).toEqual([201, null]);
    expect(errorsOf('Health', (await ask('/health/ready')).body)).toBeNull();
    expect(errorsOf('Job', { ...started.body, status: 'asleep' })).not.toBeNull();
  });
});

test('the page and its files are served from the package, and nothing else of it', async () => {
  await withApi({ environment: { DOCS_PUBLIC: 'true' } }, async ({ ask }) => {
    const page = await ask('/docs', { token: null });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const files = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path!);
    expect(files).toHaveLength(4);
    for (const path of files) expect([path, (await ask(path, { token: null })).status]).toEqual([path, 200]);
    for (const path of ['/docs/index.html', '/docs/package.json', '/docs/__proto__', '/docs/..%2f..%2fpackage.json']) {
      expect([path, (await ask(path, { token: null })).status]).toEqual([path, 404]);
    }
  });
});
