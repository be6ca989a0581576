import { expect, test } from '@jest/globals';
import { ApiClient } from '../../scripts/demo/api-client.mjs';
import { Checks } from '../../scripts/demo/checks.mjs';
import { deleteAndRestore } from '../../scripts/demo/undo.mjs';
import type { Role } from '../../src/access/permissions.js';
import { withApi } from '../support/api.js';
import { addManyLeads } from '../support/leads.js';
import { testToken } from '../support/test-token.js';

/** Runs the demo against an API and a worker. @returns what it says, and the promises that it found broken */
function runDemo(leads: number, meddle: (statement: (sql: string) => Promise<unknown>) => Promise<unknown>) {
  const said: string[] = [];
  const checks = new Checks((text) => said.push(text));
  return withApi({}, async (api) => {
    const { url, dataSource } = api;
    await addManyLeads(dataSource, 1, leads);
    await addManyLeads(dataSource, 2, 3);
    await api.startWorker();
    await meddle((sql) => dataSource.query(sql));
    const clientOf = async (businessId: number, role: Role = 'operator') =>
      new ApiClient(url, await testToken(businessId, role));
    await deleteAndRestore({
      ...{ first: await clientOf(1), second: await clientOf(2), admin: await clientOf(1, 'admin') },
      ...{ throttleMs: 0, checks, say: (text: string) => said.push(text) },
    });
  }).then(() => ({ said: said.join('\n'), broken: checks.broken, count: checks.count }));
}

test('npm run demo -- --undo shows a delete, its results and its restore, and finds everything as promised', async () => {
  const { said, broken, count } = await runDemo(250, () => Promise.resolve());
  expect([broken, count]).toEqual([[], 8]);
  expect(said).toContain('The file has a header and 250 deleted leads');
  expect(said).toContain('has brought back 250 leads');
});

test('it finds a lead that has not come back as it was', async () => {
  const { broken } = await runDemo(3, (query) =>
    query(`
      CREATE FUNCTION rename() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name = 'another'; RETURN NEW; END $$;
      CREATE TRIGGER rename BEFORE INSERT ON leads FOR EACH ROW WHEN (NEW.business_id = 1) EXECUTE FUNCTION rename()`),
  );
  expect(broken).toEqual(['Every lead of business 1 is as it was before']);
});
