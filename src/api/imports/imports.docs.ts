import { ApiBody, ApiConsumes, ApiParam, ApiResponse } from '@nestjs/swagger';
import { bodyIncomplete, bodyTooLarge, bodyTooSlow } from '../../http/problems.js';
import { Answer, headerDocs, Problems, QueryFields } from '../docs/answer-docs.js';
import { exampleOf } from '../docs/examples.js';
import {
  CallerDocs,
  ChangeDocs,
  DatabaseProblems,
  InvalidRequest,
  LimitedRead,
  NotFound,
  RateLimitProblems,
} from '../docs/route-docs.js';
import { schemaRef } from '../docs/schema-ref.js';
import { tooManyStreams, tooManyUploads } from '../limits/limit-problems.js';
import { auditUnavailable } from '../problems.js';
import { failedRowsQuery } from './failed-rows.js';
import { importBeingUndone, importNotFound, notCsv, tooManyImports } from './import-problems.js';
import { importQuery } from './import-query.js';
import { importListQuery } from './import-view.js';

const ImportId = () =>
  ApiParam({
    name: 'id',
    description: 'Id of the import',
    schema: { type: 'string', pattern: '^[1-9][0-9]{0,14}$' },
  });

export const UploadImportDocs = ChangeDocs(
  'Import leads',
  'Reads a CSV file as it comes, in UTF-8, and answers when it has all of it; workers make its rows into leads. ' +
    'The first row is the header. Each query field says which column of the file a column of the leads is read from; ' +
    'the other columns of the file are left out. A row that is at fault is listed under `failed-rows`, and the others are ' +
    'imported. The same file again is answered with its import, and changes nothing. To undo an import, start ' +
    '`delete_imported_leads`.',
  QueryFields(importQuery),
  ApiConsumes('text/csv'),
  ApiBody({
    required: true,
    schema: { type: 'string' },
    examples: { file: { value: 'name,phone,email\r\nAda Adler,+15550000001,ada@example.com\r\n' } },
  }),
  Answer(200, 'Import', 'This file was imported before: its import', {
    Location: 'The import',
    'Idempotent-Replayed': '`true`',
  }),
  Answer(202, 'Import', 'Accepted', { Location: 'The import' }),
  InvalidRequest('name', 'the file has no column for it; give the header of the column that holds it'),
  Problems('The import of this file is being undone', importBeingUndone(1_000_001)),
  Problems('Bad input, with the faulty fields', bodyIncomplete()),
  Problems('Too much in one file', bodyTooLarge('Line 17 has a cell of more than 10000 characters.')),
  Problems('Not CSV, or packed (`Content-Encoding`), or not in UTF-8', notCsv()),
  Problems('The file did not come in time', bodyTooSlow(300)),
  DatabaseProblems(auditUnavailable()),
  RateLimitProblems(tooManyUploads(3), tooManyImports(3)),
);

export const ListImportsDocs = CallerDocs(
  'List imports',
  'Newest first.',
  QueryFields(importListQuery),
  Answer(200, 'ImportPage', 'One page'),
  InvalidRequest('limit', 'Too big: expected number to be <=500'),
  DatabaseProblems(),
  LimitedRead(),
);

export const GetImportDocs = CallerDocs(
  'Look at one import',
  'How far it is, and what was read from which column.',
  ImportId(),
  Answer(200, 'Import', 'The import'),
  NotFound(importNotFound()),
  DatabaseProblems(),
);

export const FailedRowsDocs = CallerDocs(
  'Rows that were not imported',
  'In the order of the file, each with its line and what is wrong with it. As CSV they come with their cells and the header of ' +
    'the file, so that they can be corrected and imported. There a cell that a spreadsheet would take for a formula has an ' +
    'apostrophe in front, which an import takes off again.',
  ImportId(),
  QueryFields(failedRowsQuery),
  ApiResponse({
    status: 200,
    description: 'One page, or the file',
    content: {
      'application/json': { schema: schemaRef('FailedRowPage'), ...exampleOf('FailedRowPage') },
      'text/csv': { schema: { type: 'string' }, example: 'name,phone,email\r\n,12345,ada@example.com\r\n' },
    },
    headers: headerDocs(),
  }),
  InvalidRequest('limit', 'Too big: expected number to be <=500'),
  NotFound(importNotFound()),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
  RateLimitProblems(tooManyStreams(20)),
);
