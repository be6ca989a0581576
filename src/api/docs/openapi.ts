import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { OperationRegistry } from '../../operations/definition.js';
import { rulesFor } from '../route-rules.js';
import { componentSchemas } from './schemas.js';
import { withSessionAccess } from './session-access.js';

const DESCRIPTION = `Runs bulk operations on a CRM: one of a kind per business at a time, every row touched once, progress visible.

Send a bearer token with every request; it says which business you act for and what you may do: a *viewer* reads, an
*operator* also starts and controls jobs, an *admin* may do everything. A browser logs in with one and has a
session's cookie from then on. Errors are problem details (RFC 9457):
branch on \`code\`, show \`detail\`.

1. \`GET /api/v1/operation-types\` lists what can be started, \`POST /api/v1/jobs\` starts a job and answers 202 with its \`Location\`.
2. \`GET /api/v1/jobs/{id}/events\` follows it, \`GET /api/v1/jobs/{id}\` looks at it once; \`GET /api/v1/jobs/events\` follows all.
3. \`pause\`, \`resume\`, \`cancel\` and \`PATCH\` control it while it runs.`;

/** The document of the API, OpenAPI 3.1. */
export function createOpenApiDocument(
  app: INestApplication,
  registry: OperationRegistry,
  cookieName: string,
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('BulkGate')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer('/', 'Where this document comes from')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A JWT with the claims sub, business_id, role, exp, or an API key (bg_…)',
    })
    .addCookieAuth(cookieName, { type: 'apiKey', in: 'cookie', description: 'A browser that is logged in' }, 'session')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-CSRF-Token', description: 'Of the session' }, 'csrf')
    .addTag('Jobs', 'Start, follow and control bulk operations')
    .addTag('Operation types', 'What can be started')
    .addTag('Gate', 'Which operations are held, and by whom')
    .addTag('Leads', 'The rows that the lead operations act on')
    .addTag('Channels', 'The accounts that messages are sent from')
    .addTag('Keys', 'API keys for machines, for admins')
    .addTag('Audit', 'Who did what')
    .addTag('Session', 'Browsers: log in, look who is logged in, log out')
    .addTag('Health', 'For load balancers and people on call')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: operationId,
  });
  sayDecisions(app, document);
  const schemas = componentSchemas(registry) as NonNullable<OpenAPIObject['components']>['schemas'];
  return withSessionAccess({
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas } },
  });
}

function operationId(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`;
}

/** What the decorators of each route decide, as `x-needs` and `x-audited`: readers see it, and a test holds a table to it. */
function sayDecisions(app: INestApplication, document: OpenAPIObject): void {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const decisions = new Map<string, Record<string, unknown>>();
  for (const { metatype } of controllers) {
    const type = metatype as Type<object>;
    const methods: Record<string, PropertyDescriptor> = Object.getOwnPropertyDescriptors(type.prototype as object);
    for (const [method, { value }] of Object.entries(methods)) {
      if (typeof value !== 'function') continue;
      const { needs, isPublic, audited } = rulesFor(type, value as object);
      decisions.set(operationId(type.name, method), {
        'x-needs': isPublic === undefined ? (needs ?? 'nothing that anybody has') : 'public',
        ...(audited === undefined ? {} : { 'x-audited': audited }),
      });
    }
  }
  for (const methods of Object.values(document.paths)) {
    for (const route of Object.values(methods) as { operationId?: string }[]) {
      Object.assign(route, decisions.get(route.operationId ?? ''));
    }
  }
}
