import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserTest } from '../support/browser.js';
import { logIn } from '../support/console.js';
import { finishFast, SLOW, startJob } from '../support/console-job.js';
import { withPage } from '../support/console-page.js';
import { eventually } from '../support/eventually.js';
import { withPostgres } from '../support/own-services.js';
import { type Part, type Product, withProduct } from '../support/product.js';
import { share } from '../support/share.js';

interface World extends Product {
  readonly postgres: Part;
}

const onProduct = share<World>((use) =>
  withPostgres((service) =>
    withProduct({ databaseUrl: service.first.url }, (product) =>
      use({ ...product, postgres: { down: () => service.stop(), up: () => service.startAgain() } }),
    ),
  ),
);

const NOTES = ['The server does not answer', 'The database is away', 'Redis is away', 'No worker is at work'] as const;
type Note = (typeof NOTES)[number];

const noted = (page: Page, note: Note) => page.getByRole('alert').filter({ hasText: note });

/** Kills a part until the page says which, and nothing else. The job completes on the same page once it is back. */
function whileDown(
  part: (world: World) => Part,
  note: Note,
  work: (world: World, page: Page, jobId: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  return onProduct((world) =>
    withPage(world, async (page) => {
      await logIn(page, world.url, 'operator');
      const jobId = await startJob(world, SLOW);
      await page.goto(`${world.url}/jobs/${jobId}`);
      await page.getByText('Running.').waitFor();
      await page.evaluate('globalThis.isSamePage = true');
      await part(world).down();
      try {
        await noted(page, note).waitFor();
        for (const other of NOTES)
          if (other !== note) expect([other, await noted(page, other).count()]).toEqual([other, 0]);
        await work(world, page, jobId);
      } finally {
        await part(world).up();
      }
      for (const any of NOTES) await noted(page, any).waitFor({ state: 'detached' });
      await finishFast(page);
      expect(await page.evaluate('isSamePage')).toBe(true);
      expect(await world.finished(jobId)).toMatchObject({ status: 'completed', succeeded: SLOW.leads });
    }),
  );
}

browserTest(
  'a server killed in mid-watch leaves old numbers with their time, and is followed again when it is back',
  () =>
    whileDown(
      ({ api }) => api,
      'The server does not answer',
      (_, page) => page.getByText('As of').first().waitFor(),
    ),
);

browserTest('a killed worker is missed by name, and a job goes on with another one', () =>
  whileDown(
    ({ worker }) => worker,
    'No worker is at work',
    (_, page) => page.getByText('Waiting for a worker.').waitFor(),
  ),
);

browserTest('with Redis away a job goes on before the eyes of who watches, and nothing is started', () =>
  whileDown(
    ({ redisService }) => redisService,
    'Redis is away',
    async (world, page, jobId) => {
      const body = { type: 'delete_leads_bulk', selection: { all: true } };
      expect(await world.ask('/api/v1/jobs', { body })).toMatchObject({ status: 503 });
      const { processed } = await world.job(jobId);
      const bar = page.getByRole('main').getByRole('progressbar');
      await eventually(async () => Number(await bar.getAttribute('aria-valuenow')) > processed);
    },
  ),
);

browserTest('with PostgreSQL away the last numbers stay with their time, and the job goes on when it is back', () =>
  whileDown(
    ({ postgres }) => postgres,
    'The database is away',
    (_, page) => page.getByText('As of').first().waitFor(),
  ),
);
