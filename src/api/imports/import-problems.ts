import { Problem } from '../../http/problem.js';
import { unsupported } from '../../http/body-encoding.js';
import { bodyTooLarge, invalidRequest, RETRY_SOON_SECONDS } from '../../http/problems.js';
import type { CsvRefused } from './csv-reader.js';

export function importNotFound(): Problem {
  return new Problem(404, 'import_not_found', 'There is no such import', 'It may have been undone, with its leads.');
}

/** Its import is about to be gone, and so would be what the caller is told of it. */
export function importBeingUndone(importId: number): Problem {
  const detail = `This file is import ${importId}, whose leads are being deleted. Nothing was imported. Please try again when that has ended.`;
  return new Problem(409, 'import_being_undone', 'The import of this file is being undone', detail, {
    retryAfterSeconds: RETRY_SOON_SECONDS,
    extensions: { importId },
  });
}

/** @param columns of the query, which the role may not set */
export function consentForbidden(role: string, columns: readonly string[]): Problem {
  const message = `the role ${role} may not import it: that needs the permission consents`;
  return new Problem(403, 'forbidden', 'Your role does not allow this', `Not for you: ${columns.join(', ')}.`, {
    errors: columns.map((field) => ({ field, message })),
  });
}

export function tooManyImports(maxImports: number): Problem {
  const detail = `A business may have ${maxImports} imports that have not ended. Nothing was imported. Please try again when one of them has.`;
  return new Problem(429, 'too_many_imports', 'Too many imports at once', detail, {
    retryAfterSeconds: RETRY_SOON_SECONDS * 5,
    extensions: { maxImports },
  });
}

export function notCsv(): Problem {
  return unsupported('Send the file as text/csv.');
}

export function csvProblem({ where, isTooLarge }: CsvRefused): Problem {
  return isTooLarge ? bodyTooLarge(where) : invalidRequest([{ field: 'file', message: where }]);
}

export function tooManyRows(maxRows: number): Problem {
  return bodyTooLarge(`A file may have up to ${maxRows} rows. Nothing was imported. Please divide it.`);
}
