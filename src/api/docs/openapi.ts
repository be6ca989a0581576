import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { OperationRegistry } from '../../operations/definition.js';
import { componentSchemas } from './schemas.js';
import { withSessionAccess } from './session-access.js';

const DESCRIPTION = `Runs bulk operations on a CRM: one of a kind per business at a time, every row touched once, progress visible.

Send a bearer token with every request (a browser may log in with one and has a session's cookie then); it says which business you act for and what you may do: a *viewer* reads, an
*operator* also starts and controls operations, an *admin* may do everything. Errors are problem details (RFC 9457):
branch on \`code\`, show \`detail\`.

1. \`POST /api/v1/operations\` starts a job and answers 202 with its \`Location\`.
2. \`GET /api/v1/operations/{id}/events\` follows it, \`GET /api/v1/operations/{id}\` looks at it once.
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
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'HS256; claims sub, business_id, role, exp',
    })
    .addCookieAuth(cookieName, { type: 'apiKey', in: 'cookie', description: 'A browser that is logged in' }, 'session')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-CSRF-Token', description: 'Of the session' }, 'csrf')
    .addTag('Operations', 'Bulk jobs: start, follow, control')
    .addTag('Gate', 'Which operations are held, and by whom')
    .addTag('Leads', 'The rows that the lead operations act on')
    .addTag('Session', 'Browsers: log in, look who is logged in, log out')
    .addTag('Health', 'For load balancers and people on call')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`,
  });
  const schemas = componentSchemas(registry) as NonNullable<OpenAPIObject['components']>['schemas'];
  return withSessionAccess({
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas } },
  });
}
