import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { browserTest, listenTo, withBrowser, withForeignSite } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { fingerprint } from '../support/fingerprint.js';
import { share } from '../support/share.js';

const onShared = share<{ api: TestApi; browser: Browser }>((use) =>
  withApi({ environment: { DOCS_PUBLIC: 'true' } }, (api) => withBrowser((browser) => use({ api, browser }))),
);

interface Init {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Asks from within a page, with what the browser adds by itself. */
function askFrom(page: Page, path: string, init: Init = {}): Promise<Answered> {
  return page.evaluate(
    async ([path, init]) => {
      const response = await fetch(path, init);
      const text = await response.text();
      return { status: response.status, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
    },
    [path, init] as const,
  );
}

async function logIn(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/docs`);
  const headers = { authorization: `Bearer ${await testToken(1)}` };
  const { status, body } = await askFrom(page, '/api/v1/session', { method: 'POST', headers });
  expect(status).toBe(201);
  return body.csrfToken as string;
}

async function addJob({ dataSource, ask }: TestApi): Promise<string> {
  await dataSource.query(`INSERT INTO leads (business_id, name, status, source) VALUES (1, 'Ada', 'new', 'web')`);
  const body = { type: 'delete_leads_bulk', selection: { all: true } };
  return (await ask<{ id: string }>('/api/v1/jobs', { body })).body.id;
}

browserTest('a page of ours logs in, cannot read its cookie, acts with it, and logs out', async () => {
  await onShared(async ({ api, browser }) => {
    const { url } = api;
    const jobId = await addJob(api);
    const context = await browser.newContext();
    const page = await context.newPage();
    const token = await logIn(page, url);
    expect(await context.cookies()).toEqual([
      expect.objectContaining({
        ...{ name: 'bulkgate_session', domain: '127.0.0.1', path: '/' },
        ...{ httpOnly: true, secure: false, sameSite: 'Strict' },
      }),
    ]);
    expect(await page.evaluate('document.cookie')).toBe('');

    expect((await askFrom(page, '/api/v1/session')).body).toMatchObject({ subject: 'operator-1', csrfToken: token });
    const cancel = `/api/v1/jobs/${jobId}/cancel`;
    const without = await askFrom(page, cancel, { method: 'POST' });
    expect([without.status, without.body.check]).toEqual([403, 'token']);
    const headers = { 'x-csrf-token': token };
    expect((await askFrom(page, cancel, { method: 'POST', headers })).status).toBe(202);
    const events = await page.evaluate(
      (path) =>
        new Promise<string>((resolve) => {
          const source = new EventSource(path);
          source.addEventListener('end', () => (source.close(), resolve('end')));
          source.addEventListener('progress', () => (source.close(), resolve('progress')));
          source.onerror = () => resolve('error');
        }),
      `/api/v1/jobs/${jobId}/events`,
    );
    expect(['end', 'progress']).toContain(events);

    // A stream that has ended is asked for once more, and then never again.
    await api.dataSource.query(`UPDATE jobs SET status = 'cancelled', finished_at = now() WHERE id = $1`, [jobId]);
    const ends = await page.evaluate(
      (path) =>
        new Promise<number>((resolve) => {
          const source = new EventSource(path);
          let seen = 0;
          source.addEventListener('end', () => (seen += 1));
          source.onerror = () => source.readyState === EventSource.CLOSED && resolve(seen);
        }),
      `/api/v1/jobs/${jobId}/events`,
    );
    expect(ends).toBe(1);

    expect((await askFrom(page, '/api/v1/session', { method: 'DELETE', headers })).status).toBe(204);
    expect(await context.cookies()).toEqual([]);
    expect((await askFrom(page, '/api/v1/session')).status).toBe(401);
  });
});

browserTest('a page of another origin can neither do, nor read, nor show anything of ours', async () => {
  await onShared(async ({ api, browser }) => {
    const { url, dataSource, logged } = api;
    const jobId = await addJob(api);
    await withForeignSite(async (port) => {
      const context = await browser.newContext();
      const ours = await context.newPage();
      await logIn(ours, url);
      await dataSource.query(`UPDATE sessions SET last_used_at = last_used_at + interval '1 hour'`); // not to be noted
      const before = await fingerprint(dataSource);

      // The same machine on another port is another origin of the same site: there the browser sends the cookie along.
      for (const [host, refusals] of [
        ['127.0.0.1', { cancel: 403, read: 200 }],
        ['localhost', { cancel: 401, read: 401 }],
      ] as const) {
        logged.length = 0;
        const foreign = await context.newPage();
        const said = listenTo(foreign);
        await foreign.goto(`http://${host}:${port}/`);
        const outcomes = await foreign.evaluate(`attack(${JSON.stringify(url)}, ${JSON.stringify(jobId)})`);
        expect([host, outcomes]).toEqual([
          host,
          {
            ...{ readSession: 'TypeError', readBlind: 'TypeError', startAsJson: 'TypeError', logOut: 'TypeError' },
            ...{ startAsText: 'TypeError', cancelBlind: 'TypeError', pauseBlind: 'TypeError', beacon: 'queued' },
            ...{ image: 'error', script: 'error' },
            ...{ form: 'answered', formAsText: 'answered', formWithFiles: 'answered' },
            ...{ framedApi: 'loaded', framedPage: 'loaded' }, // with the browser's own error page
          },
        ]);
        // What got through to the server, and what it said.
        const answers = logged.flatMap(({ method, route, status }) =>
          typeof status === 'number' ? `${String(method)} ${String(route)} ${status}` : [],
        );
        const cancelled = `POST /api/v1/jobs/:id/cancel ${refusals.cancel}`;
        await eventually(() => answers.filter((answer) => answer === cancelled).length > 0);
        expect(answers).toEqual(
          expect.arrayContaining([
            cancelled,
            `GET /api/v1/session ${refusals.read}`,
            'POST /api/v1/jobs 415',
            expect.stringMatching(/^OPTIONS .* 405$/),
          ]),
        );
        expect(answers.filter((answer) => /^(POST|PATCH|DELETE|PUT) .* 2\d\d$/.test(answer))).toEqual([]);
        expect(said.join('\n')).toMatch(/blocked by CORS policy/);
        expect(said.join('\n')).toMatch(/frame-ancestors 'none'/);
        expect(said.join('\n')).toMatch(/ERR_BLOCKED_BY_RESPONSE.NotSameOrigin/);
        const shown = foreign.frames().map((frame) => frame.url());
        expect(shown.filter((address) => address.startsWith(url) && address.endsWith('/docs'))).toEqual([]);

        // Nor does a window that it opens let go of its own page.
        const opening = context.waitForEvent('page');
        await foreign.evaluate(`void (window.opened = window.open('${url}/docs'))`);
        await (await opening).waitForLoadState();
        const isCut = await foreign.evaluate('opened.closed');
        expect([host, isCut]).toEqual([host, true]);
        await foreign.close();
      }
      expect(await fingerprint(dataSource)).toEqual(before);
      expect((await askFrom(ours, '/api/v1/session')).status).toBe(200);
    });
  });
});

browserTest('a cookie that another page of this machine puts beside ours locks out, and lets nobody in', async () => {
  await onShared(async ({ api, browser }) => {
    await withForeignSite(async (port) => {
      const context = await browser.newContext();
      const [ours, foreign] = [await context.newPage(), await context.newPage()];
      await logIn(ours, api.url);
      await foreign.goto(`http://127.0.0.1:${port}/`);
      // One that cannot be read cannot be replaced by a script either.
      await foreign.evaluate(`document.cookie = 'bulkgate_session=planted; path=/'`);
      expect((await askFrom(ours, '/api/v1/session')).status).toBe(200);
      await foreign.evaluate(`document.cookie = 'bulkgate_session=planted; path=/api'`);
      expect((await askFrom(ours, '/api/v1/session')).status).toBe(401);
    });
  });
});

browserTest('the page of the documentation works under its policy, which lets no inline script run', async () => {
  await onShared(async ({ api: { url }, browser }) => {
    const page = await browser.newPage();
    const said = listenTo(page);
    await logIn(page, url);
    await page.getByText('/api/v1/gate').first().click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('"items":').first().waitFor();
    expect(said).toEqual([]);
    const picture = process.env.DOCS_PICTURE;
    if (picture) await page.screenshot({ path: picture, fullPage: false });

    const inline = `document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))`;
    expect(await page.evaluate(`${inline}, 'ran' in window`)).toBe(false);
    expect(said.join('\n')).toMatch(/inline script violates .*Content Security Policy directive 'script-src 'self''/);
  });
});
