import { expect, test } from '@jest/globals';
import { withApi } from '../support/api.js';
import { logIn } from '../support/browser-session.js';
import { goodPath, type RouteDoc } from '../support/contract.js';
import { fingerprint } from '../support/fingerprint.js';
import { addImportWithFailedRow } from '../support/imports.js';
import { rawRequest } from '../support/raw-request.js';

// But for a recording that is not here: that is fetched, which is what asking for it is for (calls/recording.*.test.ts).
test('GET and HEAD change nothing, at any route that there is', () =>
  withApi({ environment: { DOCS_PUBLIC: 'true' } }, async ({ url, ask, dataSource, redis }) => {
    await dataSource.query(`INSERT INTO leads (business_id, name, status, source) VALUES (1, 'Ada', 'new', 'web')`);
    const { body: job } = await ask<{ id: string }>('/api/v1/jobs', {
      body: { type: 'delete_leads_bulk', selection: { all: true } },
    });
    const anImport = await addImportWithFailedRow(dataSource);
    const { cookie } = await logIn(url, { role: 'admin' });
    const { body: document } = await ask<{ paths: Record<string, { get?: RouteDoc }> }>('/docs-json');
    const paths = Object.entries(document.paths).flatMap(([path, methods]) =>
      methods.get && !path.includes('{call_sid}')
        ? goodPath(
            { name: path, method: 'GET', path, doc: methods.get },
            path.includes('/imports/') ? anImport : job.id,
          )
        : [],
    );
    expect(paths.length).toBeGreaterThan(6);
    const state = async () => ({ ...(await fingerprint(dataSource)), keys: (await redis.keys('*')).sort() });
    const before = await state();
    for (const path of [...paths, '/docs', '/docs/start.js']) {
      // An event stream goes on for as long as the job does: looking at its head ends it.
      const methods = path.endsWith('/events') ? ['HEAD'] : ['GET', 'HEAD'];
      for (const method of methods) {
        const { status, text } = await rawRequest(url, { method, path, headers: { cookie } });
        expect([method, path, status]).toEqual([method, path, 200]);
        if (method === 'HEAD') expect(text).toBe('');
      }
    }
    expect(await state()).toEqual(before);
  }));
