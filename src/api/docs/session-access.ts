import type { OpenAPIObject } from '@nestjs/swagger';
import { FORGERY_SIGNS } from '../browser-safety/forgery-check.js';
import { PROBLEM_MEDIA_TYPE, problemType } from '../problem.js';

/** Logging in takes a bearer credential and nothing else. */
const BEARER_ONLY = ['session_open'];
const CHANGING_METHODS = ['post', 'put', 'patch', 'delete'] as const;

const CSRF_EXAMPLE = {
  summary: 'This request may come from another site',
  value: {
    ...{ type: problemType('csrf_refused'), title: 'This request may come from another site', status: 403 },
    ...{ code: 'csrf_refused', detail: FORGERY_SIGNS.token, instance: '/api/v1/…', requestId: 'b1a5…', check: 'token' },
  },
};

/**
 * What holds for every route that takes a bearer credential, added in one place: a session's cookie does as well, beside
 * it a CSRF token where something is changed, and there the request can be refused for that reason.
 */
export function withSessionAccess(given: OpenAPIObject): OpenAPIObject {
  // Routes share parts of it with each other, and with the documents of other applications in this process.
  const document = structuredClone(given);
  for (const methods of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, Operation][]) {
      if (!operation.security?.some((way) => 'bearer' in way) || BEARER_ONLY.includes(operation.operationId)) continue;
      const isChanging = CHANGING_METHODS.some((changing) => changing === method);
      operation.security = [...operation.security, isChanging ? { session: [], csrf: [] } : { session: [] }];
      const refused = operation.responses['403']?.content?.[PROBLEM_MEDIA_TYPE];
      if (isChanging && refused) refused.examples = { ...refused.examples, csrf_refused: CSRF_EXAMPLE };
    }
  }
  return document;
}

interface Operation {
  readonly operationId: string;
  security?: Record<string, string[]>[];
  readonly responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> } | undefined>;
}
