import type { OpenAPIObject } from '@nestjs/swagger';

/** Logging in takes a bearer credential and nothing else. */
const BEARER_ONLY = ['session_open'];
const CHANGING_METHODS = ['post', 'put', 'patch', 'delete'] as const;

/**
 * What holds for every route that takes a bearer credential, added in one place: a session's cookie does as well, and
 * beside it a CSRF token where something is changed.
 */
export function withSessionAccess(given: OpenAPIObject): OpenAPIObject {
  // Routes share parts of it with each other, and with the documents of other applications in this process.
  const document = structuredClone(given);
  for (const methods of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, Operation][]) {
      if (!operation.security?.some((way) => 'bearer' in way) || BEARER_ONLY.includes(operation.operationId)) continue;
      const isChanging = CHANGING_METHODS.some((changing) => changing === method);
      operation.security = [...operation.security, isChanging ? { session: [], csrf: [] } : { session: [] }];
    }
  }
  return document;
}

interface Operation {
  readonly operationId: string;
  security?: Record<string, string[]>[];
}
