import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { v7 as uuidV7 } from 'uuid';
import type { ImportSettings } from '../../config/imports.js';
import { mayDo } from '../../access/permissions.js';
import type { Business, BusinessOf } from '../../db/business.js';
import {
  countOpenImports,
  discardStagedRows,
  findImportOfFile,
  type ImportRecord,
  insertImport,
  isBeingUndone,
  isOverImportLimit,
  stageRows,
} from '../../db/repositories/imports.js';
import { CommitFailed } from '../../db/transaction.js';
import { BodyDeadline } from '../../http/body-deadline.js';
import { databaseBusy, invalidRequest } from '../../http/problems.js';
import { bodyChunks } from '../../http/request-body.js';
import type { StartsInFlight } from '../../jobs/starts-in-flight.js';
import type { Logger } from '../../observability/logger.js';
import type { ImportRow } from '../../operations/imports/lead-columns.js';
import { askTemporal } from '../../temporal/ask-temporal.js';
import { startImport } from '../../temporal/import-starter.js';
import type { ApiRequest } from '../api-request.js';
import { checkCredential, lockCredential } from '../auth/held-credential.js';
import type { Uploads } from '../jobs/start-reader.js';
import { beyondCredential } from '../problems.js';
import { CsvReader, CsvRefused } from './csv-reader.js';
import { consentForbidden, csvProblem, importBeingUndone, tooManyImports, tooManyRows } from './import-problems.js';
import { consentAsked, delimiterOf, type ImportQuery, placesOf } from './import-query.js';

/** A chunk is one transaction of a worker. */
const ROWS_PER_CHUNK = 1_000;
/** And no more text than this, but for the last of its rows. */
const CHARACTERS_PER_CHUNK = 1_000_000;
/** A refusal does not wait longer than this for its rows to be gone; the removal goes on. */
const DISCARD_WAIT_MS = 3_000;
const START_TIMEOUT_MS = 2_000;
/** One more for each undo that ends in between. */
const MAX_TRIES = 3;

export interface UploadDependencies {
  readonly businessOf: BusinessOf;
  readonly client: Client;
  readonly settings: ImportSettings;
  readonly uploads: Uploads;
  readonly starts: StartsInFlight;
  readonly logger: Logger;
}

interface ReadFile {
  readonly header: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Takes in a file of leads: reads it as it comes, in bounded memory, and stages its rows; then, in one transaction, makes the
 * import of it. Whatever is wrong with the file as a whole is found before that, and leaves nothing behind.
 */
export class UploadImport {
  constructor(private readonly dependencies: UploadDependencies) {}

  /** @returns the import; `isNew` is false where this file has one already, and nothing was changed */
  async upload(
    asked: ApiRequest,
    query: ImportQuery,
    body: IncomingMessage | undefined,
  ): Promise<{ readonly record: ImportRecord; readonly isNew: boolean }> {
    const { caller } = asked;
    const { settings, uploads } = this.dependencies;
    // A key for some operation types is for starting and controlling those.
    if (caller.operationTypes !== null) throw beyondCredential('Your key is for operation types, not for imports.');
    const consent = consentAsked(query);
    if (consent.length > 0 && !mayDo(caller.role, 'consents')) throw consentForbidden(caller.role, consent);
    const business = this.dependencies.businessOf(caller);
    const release = uploads.take({ businessId: business.id });
    const stagingId = uuidV7();
    try {
      if ((await countOpenImports(business, business.id)) >= settings.maxOpen) throw tooManyImports(settings.maxOpen);
      const file = await this.#stage(business, stagingId, query, body);
      const { record, isNew } = await this.#accept(asked, business, stagingId, query, file);
      if (!isNew) await this.#discard(business, stagingId);
      return { record, isNew };
    } catch (error) {
      // Its import may be there: the same file again tells.
      if (!(error instanceof CommitFailed)) await this.#discard(business, stagingId);
      throw error instanceof CsvRefused ? csvProblem(error) : error;
    } finally {
      release();
    }
  }

  async #stage(
    business: Business,
    stagingId: string,
    query: ImportQuery,
    body: IncomingMessage | undefined,
  ): Promise<ReadFile> {
    const { maxBytes, maxRows, maxCellCharacters } = this.dependencies.settings;
    const hash = createHash('sha256');
    const reader = new CsvReader(delimiterOf(query.delimiter), maxCellCharacters);
    // Minutes, like a long list of ids: the server's own limit for a request holds.
    const deadline = new BodyDeadline();
    deadline.lift();
    let header: readonly string[] | undefined;
    let pending: ImportRow[] = [];
    let [rows, bytes, chunks, characters] = [0, 0, 0, 0];
    const write = async (): Promise<void> => {
      if (pending.length === 0) return;
      const chunk = pending;
      pending = [];
      characters = 0;
      await stageRows(business, stagingId, chunks++, chunk);
    };
    const take = async (read: readonly ImportRow[]): Promise<void> => {
      for (const row of read) {
        if (!header) {
          header = row.cells;
          const { errors } = placesOf(header, query);
          if (errors.length > 0) throw invalidRequest(errors);
          continue;
        }
        if (++rows > maxRows) throw tooManyRows(maxRows);
        pending.push(row);
        for (const cell of row.cells) characters += cell.length;
        if (pending.length >= ROWS_PER_CHUNK || characters >= CHARACTERS_PER_CHUNK) await write();
      }
    };
    try {
      if (body) {
        for await (const chunk of bodyChunks(body, maxBytes, deadline)) {
          hash.update(chunk);
          bytes += chunk.length;
          await take(await reader.write(chunk));
        }
      }
      await take(await reader.end());
    } finally {
      reader.close();
    }
    if (!header) throw invalidRequest([{ field: 'file', message: 'is empty' }]);
    if (rows === 0) throw invalidRequest([{ field: 'file', message: 'has a header and no rows' }]);
    await write();
    return { header, rows, bytes, sha256: hash.digest('hex') };
  }

  async #accept(
    { caller, act }: ApiRequest,
    business: Business,
    stagingId: string,
    query: ImportQuery,
    { header, rows, bytes, sha256: fileSha256 }: ReadFile,
  ): Promise<{ readonly record: ImportRecord; readonly isNew: boolean }> {
    const { client, settings } = this.dependencies;
    const temporalNamespace = client.options.namespace;
    act.describe({ count: rows });
    await checkCredential(business, caller);
    const { places: columns } = placesOf(header, query);
    const delimiter = delimiterOf(query.delimiter);
    const file = {
      ...{ stagingId, fileName: query.fileName, fileSha256, bytes, delimiter, header, columns, rows },
      ...{ createdBy: caller.subject, temporalNamespace },
    };
    // The import that is in the way may have been undone when it is looked at: then there is room for this one.
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const made = await business.transaction(async (sql) => {
        const inserted = await insertImport(sql, business.id, file);
        if (!inserted) return null;
        if (await isOverImportLimit(sql, business.id, settings.maxOpen)) throw tooManyImports(settings.maxOpen);
        await lockCredential(sql, caller);
        await act.within(sql, { target: String(inserted.id) });
        return inserted;
      });
      if (made) {
        act.committed();
        this.#start({ businessId: business.id, importId: made.id }, temporalNamespace);
        return { record: made, isNew: true };
      }
      const record = await findImportOfFile(business, business.id, fileSha256);
      if (!record) continue;
      if (await isBeingUndone(business, business.id, record.id)) throw importBeingUndone(record.id);
      act.describe({ target: String(record.id), reason: 'replayed' });
      return { record, isNew: false };
    }
    throw databaseBusy('This file is imported and undone at the same time. Nothing was imported. Please try again.');
  }

  /** Not waited for: whatever Temporal says, the import is accepted, and the reconciler starts what was not started. */
  #start(ref: { readonly businessId: number; readonly importId: number }, temporalNamespace: string): void {
    const { client, starts, logger } = this.dependencies;
    const started = askTemporal(client, START_TIMEOUT_MS, () => startImport(client, ref, temporalNamespace));
    starts.add(
      `import ${ref.importId}`,
      started.catch((err: unknown) =>
        logger.warn({ err, ...ref }, 'accepted, but Temporal is silent; the reconciler starts the import'),
      ),
    );
  }

  /** Never throws: what is left goes with the hourly sweep. */
  async #discard(business: Business, stagingId: string): Promise<void> {
    const gone = discardStagedRows(business, stagingId).catch((err: unknown) => {
      this.dependencies.logger.warn({ err, stagingId }, 'staged rows could not be discarded; the sweep will');
    });
    const waited = new AbortController();
    await Promise.race([gone, delay(DISCARD_WAIT_MS, undefined, { signal: waited.signal }).catch(() => undefined)]);
    waited.abort();
  }
}
