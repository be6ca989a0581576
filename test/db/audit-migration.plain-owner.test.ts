import pg from 'pg';
import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { migrateDatabase } from '../../src/db/migrate-database.js';
import { migrations } from '../../src/db/migrations/index.js';
import { commitAudit } from '../../src/audit/append-audit.js';
import { openDataSource } from '../../src/db/data-source.js';
import { auditEntry } from '../support/audit.js';
import { withCleanups } from '../support/cleanups.js';
import { withPostgres } from '../support/own-services.js';

/** A server on which nobody has made the roles yet. */
test('an owner who may make roles but is no superuser migrates forward and back, and his log is append-only as well', () =>
  withPostgres(({ first: postgres }) =>
    withCleanups(async ({ opened }) => {
      const root = new pg.Client({ connectionString: postgres.url });
      await root.connect();
      try {
        await root.query(`CREATE ROLE plain_owner LOGIN CREATEROLE PASSWORD 'x'`);
        await root.query('CREATE DATABASE plain OWNER plain_owner');
      } finally {
        await root.end();
      }
      const url = new URL(postgres.url);
      Object.assign(url, { username: 'plain_owner', password: 'x', pathname: '/plain' });
      const database = { url: url.href, poolSize: 2, tls: undefined };
      expect(await migrateDatabase(database, 'up')).toHaveLength(migrations.length);
      const dataSource = await opened(openDataSource(database, { applicationName: 'test' }), (source) =>
        source.destroy(),
      );
      const [facts] = await dataSource.query<object[]>(
        `SELECT proowner::regrole::text AS owner, prosecdef AS definer,
                has_schema_privilege('bulkgate_audit_writer', 'public', 'CREATE') AS "mayCreate",
                has_function_privilege('public', oid, 'EXECUTE') AS everybody
           FROM pg_proc WHERE proname = 'append_audit'`,
      );
      expect(facts).toEqual({ owner: 'bulkgate_audit_writer', definer: true, mayCreate: false, everybody: false });
      await expect(commitAudit(new Business(dataSource, 1), [auditEntry()])).rejects.toThrow('permission denied');
      const api = await opened(openDataSource(database, { applicationName: 'test', role: 'bulkgate_api' }), (source) =>
        source.destroy(),
      );
      await commitAudit(new Business(api, 1), [auditEntry()]);
      await expect(dataSource.query('DELETE FROM audit_log')).rejects.toThrow('the audit log is append-only');
      for (const { name } of [...migrations].reverse()) {
        expect(await migrateDatabase(database, 'down')).toEqual([name]);
        if (name.startsWith('CreateAuditLog')) break;
      }
    }),
  ));
