import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { errorMeaning, postgresError, READ_ONLY } from '../db/postgres-error.js';
import { isPassing } from '../db/sqlstate-meanings.js';
import { DatabaseBusy } from '../db/connection-shares.js';
import { ReadTooSlow } from '../db/business.js';
import { GateUnavailable } from '../gate/errors.js';
import { TokenKeysUnavailable } from '../access/credential-verifier.js';
import { StorageFailed } from '../recordings/storage/storage-failed.js';
import { Problem } from './problem.js';
import {
  databaseBusy,
  databaseUnavailable,
  gateUnavailable,
  internalError,
  invalidRequest,
  readTooSlow,
  storageUnavailable,
  tokenKeysUnavailable,
} from './problems.js';

/** Data exceptions: a value that no column can hold, which our own checks let pass. */
const BAD_VALUE = '22';

/** Codes of the problems that Nest and Fastify answer with by themselves. */
const CODES: Readonly<Record<number, string>> = {
  400: 'malformed_request',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

/** What an error means for the client. Whatever is not known to be harmless becomes a 500 that tells nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof GateUnavailable) return gateUnavailable(error);
  if (error instanceof StorageFailed) return storageUnavailable(error);
  if (error instanceof DatabaseBusy) {
    return databaseBusy('Your business has too many requests at work. Please try again.', error);
  }
  if (error instanceof TokenKeysUnavailable) return tokenKeysUnavailable(error.retryAfterSeconds, error.cause);
  if (error instanceof ReadTooSlow) return readTooSlow(error.timeoutMs);
  const sqlState = postgresError(error)?.code ?? '';
  const meaning = errorMeaning(error);
  if (meaning === 'away') {
    const detail = sqlState === READ_ONLY ? 'It takes no writes at the moment. Please try again.' : undefined;
    return databaseUnavailable(error, detail);
  }
  if (isPassing(meaning)) return databaseBusy('It did not answer in time. Please try again.', error);
  if (sqlState.startsWith(BAD_VALUE)) {
    return invalidRequest([{ field: 'request', message: 'holds a value that cannot be stored or compared' }]);
  }
  const status = statusOf(error);
  if (status !== null && status >= 400 && status < 500) return clientProblem(status, error);
  return internalError(error);
}

function clientProblem(status: number, cause: unknown): Problem {
  const title = STATUS_CODES[status] ?? 'The request is refused';
  return new Problem(status, CODES[status] ?? 'request_refused', title, DETAILS[status], { cause });
}

const DETAILS: Readonly<Record<number, string>> = {
  404: 'There is nothing at this path, or not with this method.',
  415: 'Send the body as application/json.',
};

/** Status of an error of Nest or Fastify. Nest answers a body that Fastify refused with its own wrapping. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || error.name !== 'FastifyError') return null;
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : null;
}
