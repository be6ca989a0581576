import { EventEmitter, once } from 'node:events';
import { expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { Business } from '../../src/db/business.js';
import { failImport, importNextChunk } from '../../src/db/repositories/import-chunks.js';
import { insertImport, stageRows } from '../../src/db/repositories/imports.js';
import { importTraces } from '../support/imports.js';
import { statementBlocked } from '../support/locks.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

/** An import of two chunks of two rows each, as an upload leaves it. */
async function stagedImport({ dataSource }: TestDatabase): Promise<number> {
  const business = new Business(dataSource, 1);
  const stagingId = uuidV7();
  for (const chunkNo of [0, 1]) {
    const rows = [0, 1].map((n) => ({ line: 2 + 2 * chunkNo + n, cells: [`Lead ${chunkNo} ${n}`] }));
    await stageRows(business, stagingId, chunkNo, rows);
  }
  const made = await business.transaction((sql) =>
    insertImport(sql, 1, {
      ...{ stagingId, fileName: 'fair.csv', fileSha256: 'f'.repeat(64), bytes: 1, delimiter: ',', header: ['name'] },
      ...{ columns: { name: 0 }, rows: 4, createdBy: 'operator-1', temporalNamespace: 'default' },
    }),
  );
  return made!.id;
}

/** An attempt that is held before its commit. */
function heldAttempt(business: Business, importId: number) {
  const signals = new EventEmitter();
  const [reached, letGo] = [once(signals, 'reached'), once(signals, 'let go')];
  const progress = importNextChunk(business, importId, async () => {
    signals.emit('reached');
    await letGo;
  });
  return { reached: Promise.race([reached, progress]), letGo: () => signals.emit('let go'), progress };
}

test('of two attempts at one chunk the second waits, and takes the next', () =>
  withDatabase(async (database) => {
    const business = new Business(await database.as('bulkgate_worker'), 1);
    const importId = await stagedImport(database);
    const first = heldAttempt(business, importId);
    await first.reached;
    const second = importNextChunk(business, importId, () => undefined);
    await statementBlocked(database.dataSource, 'SELECT staging_id');
    first.letGo();
    expect(await first.progress).toMatchObject({ imported: 2, isOver: false });
    expect(await second).toMatchObject({ imported: 4, isOver: false });
    expect(await importNextChunk(business, importId, () => undefined)).toMatchObject({ imported: 4, isOver: true });
    expect(await importTraces(database.dataSource)).toEqual({ imports: 1, staged: 0, failed: 0, leads: 4 });
    // Whoever has seen it open, and comes to end it when it has ended.
    expect(await failImport(business, importId, 'terminated by an operator')).toBe(false);
    expect(await database.dataSource.query('SELECT status, last_error FROM imports')).toEqual([
      { status: 'completed', last_error: null },
    ]);
  }));

test('an import that is ended in the midst of a chunk keeps that chunk and imports no other; the rest of its rows is gone', () =>
  withDatabase(async (database) => {
    const business = new Business(await database.as('bulkgate_worker'), 1);
    const importId = await stagedImport(database);
    const first = heldAttempt(business, importId);
    await first.reached;
    const ended = failImport(business, importId, 'terminated by an operator');
    await statementBlocked(database.dataSource, 'UPDATE imports');
    first.letGo();
    expect(await ended).toBe(true);
    expect(await importNextChunk(business, importId, () => undefined)).toMatchObject({ imported: 2, isOver: true });
    expect(await importTraces(database.dataSource)).toEqual({ imports: 1, staged: 0, failed: 0, leads: 2 });
    expect(await database.dataSource.query('SELECT status, last_error FROM imports')).toEqual([
      { status: 'failed', last_error: 'terminated by an operator' },
    ]);
  }));
