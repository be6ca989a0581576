import { Problem } from '../../http/problem.js';
import { unsupported } from '../../http/body-encoding.js';
import { bodyTooLarge, invalidRequest, RETRY_SOON_SECONDS } from '../../http/problems.js';
import type { CsvRefused } from './csv-reader.js';

export function importNotFound(): Problem {
  return new Problem(404, 'import_not_found', 'There is no such import', 'It may have been undone, with its leads.');
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
