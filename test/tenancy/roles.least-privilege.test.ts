import { expect, test } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { assertRowSecurity } from '../../src/db/assert-row-security.js';
import { openDataSource } from '../../src/db/data-source.js';
import { migrateDatabase } from '../../src/db/migrate-database.js';
import { migrations } from '../../src/db/migrations/index.js';
import { liveJobsOlderThan } from '../../src/db/repositories/live-jobs.js';
import type { DatabaseRole } from '../../src/db/roles.js';
import { acceptedJob } from '../support/accepted-job.js';
import { type Cleanups, withCleanups } from '../support/cleanups.js';
import { addManyLeads } from '../support/leads.js';
import { withPostgres } from '../support/own-services.js';

const PASSWORD = 'a-password-for-tests';

/** A server of its own, because roles belong to a whole server; its database is owned by a login that is no superuser. */
interface Installation {
  /** Where this login finds the database. */
  readonly urlOf: (login: string) => string;
  /** Opened as this login, under this role. */
  readonly open: (login: string, role?: DatabaseRole) => Promise<DataSource>;
  readonly superuser: pg.Client;
}

async function withInstallation(
  test: (installation: Installation, cleanups: Cleanups) => Promise<void>,
): Promise<void> {
  await withPostgres(async ({ first: { url: superuserUrl } }) => {
    await withCleanups(async (cleanups) => {
      const onServer = new pg.Client({ connectionString: superuserUrl });
      await onServer.connect();
      await onServer.query(`CREATE ROLE crm_owner LOGIN CREATEROLE PASSWORD '${PASSWORD}'`);
      await onServer.query('CREATE DATABASE crm OWNER crm_owner');
      await onServer.end();
      const url = new URL(superuserUrl);
      url.pathname = '/crm';
      const urlOf = (login: string): string => {
        if (login === 'postgres') return url.href;
        return Object.assign(new URL(url.href), { username: login, password: PASSWORD }).href;
      };
      const superuser = new pg.Client({ connectionString: url.href });
      await superuser.connect();
      cleanups.defer(() => superuser.end());
      await superuser.query('GRANT CREATE ON SCHEMA public TO crm_owner WITH GRANT OPTION');
      await test(
        {
          urlOf,
          superuser,
          open: (login, role) =>
            cleanups.opened(
              openDataSource(
                { url: urlOf(login), poolSize: 2, tls: undefined },
                { applicationName: 'test', ...(role ? { role } : {}) },
              ),
              (opened) => opened.destroy(),
            ),
        },
        cleanups,
      );
    });
  });
}

const migrate = ({ urlOf }: Installation, direction: 'up' | 'down'): Promise<string[]> =>
  migrateDatabase({ url: urlOf('crm_owner'), tls: undefined }, direction, {
    bulkgate_api: PASSWORD,
    bulkgate_worker: PASSWORD,
  });

test('an owner who is no superuser migrates, and even it sees no row but under the role for data migrations', () =>
  withInstallation(async (installation) => {
    expect(await migrate(installation, 'up')).toHaveLength(migrations.length);
    const { superuser, open } = installation;
    const owner = await open('crm_owner');
    await addManyLeads(await open('postgres'), 1, 3);
    await addManyLeads(await open('postgres'), 2, 4);
    const count = 'SELECT count(*) AS count FROM leads';
    expect(await owner.query(count)).toEqual([{ count: 0 }]);
    const seen = await owner.transaction(async (manager) => {
      await manager.query('SET LOCAL ROLE bulkgate_data_migration');
      return manager.query<{ count: number }[]>(count);
    });
    expect(seen).toEqual([{ count: 7 }]);

    const { rows: tables } = await superuser.query<{ name: string; walled: boolean; business: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS walled,
              EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'business_id'
                         AND a.attnotnull) AS business
         FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'`,
    );
    expect(tables.length).toBeGreaterThanOrEqual(7);
    // The archive's list of days belongs to no business.
    const withoutWalls = tables.filter(({ walled, business }) => !walled || !business);
    expect(withoutWalls.map(({ name }) => name)).toEqual(['archive_partitions']);

    // All the way back and up again, as that owner.
    for (const { name } of [...migrations].reverse()) {
      expect(await migrate(installation, 'down')).toEqual([name]);
    }
    expect(await migrate(installation, 'up')).toHaveLength(migrations.length);
  }));

test('a program may do with a table what it does, and no more; nobody else may look over the walls', () =>
  withInstallation(async (installation) => {
    await migrate(installation, 'up');
    const { superuser, open } = installation;
    const { rows } = await superuser.query<{ role: string; table: string; may: string }>(
      `SELECT grantee AS role, table_name AS table, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS may
         FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND grantee IN ('bulkgate_api', 'bulkgate_worker', 'bulkgate_finder', 'PUBLIC')
        GROUP BY 1, 2`,
    );
    const may = Object.fromEntries(rows.map(({ role, table, may }) => [`${role} ${table}`, may]));
    expect(may).toMatchObject({
      'bulkgate_api leads': 'SELECT',
      'bulkgate_api drains': 'SELECT',
      'bulkgate_worker drains': 'DELETE INSERT SELECT',
      'bulkgate_api jobs': 'INSERT SELECT UPDATE',
      'bulkgate_api staged_selections': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_api staged_ids': 'DELETE INSERT SELECT',
      'bulkgate_api idempotency_keys': 'INSERT SELECT',
      'bulkgate_worker leads': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_worker notes': 'DELETE INSERT SELECT',
      'bulkgate_worker tasks': 'DELETE INSERT SELECT',
      'bulkgate_worker calls': 'SELECT',
      'bulkgate_api receipts': 'SELECT',
      'bulkgate_worker receipts': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_worker receipt_files_to_delete': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_worker after_commits': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_worker outbox': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_worker message_days': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_worker channel_accounts': 'SELECT',
      'bulkgate_worker channel_events': 'DELETE SELECT UPDATE',
      'bulkgate_worker consents': 'DELETE INSERT SELECT',
      'bulkgate_api opt_outs': 'INSERT SELECT',
      'bulkgate_worker opt_outs': 'INSERT SELECT',
      'bulkgate_worker jobs': 'SELECT UPDATE',
      'bulkgate_worker archive': 'INSERT SELECT',
      'bulkgate_api archive_partitions': 'SELECT',
      'bulkgate_worker job_batches': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_worker job_failures': 'DELETE INSERT SELECT',
      'bulkgate_worker staged_selections': 'DELETE SELECT',
      'bulkgate_worker staged_ids': 'DELETE SELECT',
      'bulkgate_worker idempotency_keys': 'DELETE SELECT',
      'bulkgate_api imports': 'INSERT SELECT',
      'bulkgate_worker imports': 'DELETE INSERT SELECT UPDATE',
      'bulkgate_api staged_import_rows': 'DELETE INSERT SELECT',
      'bulkgate_worker staged_import_rows': 'DELETE SELECT',
      'bulkgate_api import_failed_rows': 'SELECT',
      'bulkgate_worker import_failed_rows': 'DELETE INSERT SELECT',
    });
    // What webhooks say is stored by a function, which raises states in the outbox.
    for (const table of ['channel_events', 'outbox']) expect(may).not.toHaveProperty([`bulkgate_api ${table}`]);
    expect(Object.keys(may).filter((key) => /job_batches|job_failures/.test(key) && key.includes('_api'))).toEqual([]);
    const { rows: ofFailures } = await superuser.query(
      `SELECT column_name, privilege_type FROM information_schema.column_privileges
        WHERE table_name = 'job_failures' AND grantee = 'bulkgate_api' ORDER BY 1`,
    );
    const shown = ['business_id', 'code', 'constraint_name', 'created_at', 'job_id', 'target_id'];
    expect(ofFailures).toEqual(shown.map((column_name) => ({ column_name, privilege_type: 'SELECT' })));
    // The API reads no address, and writes nothing but since when a message is asked about again.
    const { rows: ofMessages } = await superuser.query(
      `SELECT column_name, privilege_type FROM information_schema.column_privileges
        WHERE table_name = 'outbox' AND grantee = 'bulkgate_api' ORDER BY 2, 1`,
    );
    expect(ofMessages).toEqual([
      ...['business_id', 'claimed_at', 'code', 'job_id', 'state', 'target_id'].map((column_name) => ({
        ...{ column_name, privilege_type: 'SELECT' },
      })),
      { column_name: 'asked_since', privilege_type: 'UPDATE' },
    ]);
    expect(Object.keys(may).filter((key) => /^(PUBLIC|bulkgate_finder) /.test(key))).toEqual([]);
    expect(Object.keys(may).filter((key) => key.endsWith(' migrations'))).toEqual([]);

    const postgres = await open('postgres');
    const job = await acceptedJob(postgres, { businessId: 2 });
    const worker = await open('bulkgate_worker', 'bulkgate_worker');
    const api = await open('bulkgate_api', 'bulkgate_api');
    // As the owner of the tables, who is no superuser either.
    const partition = 'SELECT make_archive_partition($1::date)';
    await worker.query(partition, ['2000-01-01']);
    const kept = `SELECT keep_archive('2000-01-01') AS kept`;
    expect(await api.query(kept)).toEqual([{ kept: true }]);
    await expect(worker.query(kept)).rejects.toThrow('permission denied');
    await worker.query(`UPDATE archive_partitions SET state = 'dropping'`);
    expect(await worker.query(`SELECT drop_archive_partition('2000-01-01') AS dropped`)).toEqual([{ dropped: true }]);
    await expect(api.query(partition, ['2000-01-01'])).rejects.toThrow('permission denied');
    expect(await worker.query('SELECT * FROM find_live_jobs(0)')).toEqual([{ business_id: 2, job_id: job }]);
    expect(await liveJobsOlderThan(worker, 0)).toMatchObject([{ id: job, businessId: 2 }]);
    const webhook = `SELECT record_channel_event('phone', NULL, NULL, NULL, 'theirs', 'sent', NULL, now())`;
    await api.query(webhook);
    await expect(worker.query(webhook)).rejects.toThrow('permission denied');
    for (const finder of ['find_live_jobs(0)', 'find_drains()']) {
      await expect(api.query(`SELECT * FROM ${finder}`)).rejects.toThrow('permission denied');
    }
    expect(await api.query('SELECT * FROM count_jobs()')).toMatchObject([{ status: 'pending', count: 1 }]);
    for (const program of [api, worker]) {
      expect(await program.query('SELECT * FROM jobs')).toEqual([]);
      for (const statement of [
        'TRUNCATE jobs',
        'ALTER TABLE jobs DISABLE ROW LEVEL SECURITY',
        'DROP POLICY of_business ON jobs',
        'SET ROLE bulkgate_finder',
        'SET ROLE bulkgate_data_migration',
        'CREATE TABLE mine (id integer)',
      ]) {
        await expect(program.query(statement)).rejects.toThrow(/permission denied|must be owner/);
      }
      await expect(
        program.query('SET row_security = off').then(() => program.query('SELECT * FROM jobs')),
      ).rejects.toThrow('row-level security');
    }
  }));

test('a connection for which the walls do not hold is refused; in production also a login that could lay its role down', () =>
  withInstallation(async (installation) => {
    await migrate(installation, 'up');
    const { superuser, open } = installation;
    await superuser.query(`CREATE ROLE everybody LOGIN PASSWORD '${PASSWORD}' IN ROLE bulkgate_api, bulkgate_worker`);
    await superuser.query(`CREATE ROLE unbound LOGIN BYPASSRLS PASSWORD '${PASSWORD}' IN ROLE bulkgate_api`);
    await superuser.query(`CREATE ROLE crm_api LOGIN PASSWORD '${PASSWORD}' IN ROLE bulkgate_api`);
    const faultsOf = async (login: string, isProduction: boolean, role?: DatabaseRole): Promise<string> => {
      const opened = await open(login, role);
      return assertRowSecurity(opened, isProduction).then(
        () => 'none',
        (error: Error) => error.message,
      );
    };
    expect(await faultsOf('postgres', false)).toContain('row-level security does not hold for postgres');
    expect(await faultsOf('unbound', false)).toContain('row-level security does not hold for unbound');
    for (const login of ['postgres', 'crm_owner', 'everybody', 'unbound', 'crm_api', 'bulkgate_api']) {
      expect([login, await faultsOf(login, false, 'bulkgate_api')]).toEqual([login, 'none']);
    }
    expect(await faultsOf('postgres', true, 'bulkgate_api')).toContain('postgres is a superuser');
    expect(await faultsOf('crm_owner', true, 'bulkgate_api')).toContain('crm_owner owns tables');
    expect(await faultsOf('everybody', true, 'bulkgate_api')).toContain('may also become bulkgate_worker');
    expect(await faultsOf('unbound', true, 'bulkgate_api')).toContain('unbound may bypass row-level security');
    expect(await faultsOf('crm_api', true, 'bulkgate_api')).toBe('none');
    expect(await faultsOf('bulkgate_api', true, 'bulkgate_api')).toBe('none');
    expect(await faultsOf('bulkgate_worker', true, 'bulkgate_worker')).toBe('none');
    await expect(open('bulkgate_worker', 'bulkgate_api')).rejects.toThrow('permission denied to set role');
  }));
