import { expect } from '@jest/globals';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import { Business } from '../../src/db/business.js';
import { acceptedJob } from '../support/accepted-job.js';
import { shareApi } from '../support/shared-api.js';

const test = shareApi();

interface Shown {
  readonly restorable: { readonly until: string; readonly targets: number } | null;
}

test('an ended job says until when the archive has what it deleted; a live, an expired and an empty one do not', async (api) => {
  const { dataSource, ask } = api;
  const id = await acceptedJob(dataSource, { operationType: 'delete_leads_bulk', archiveDays: 2 });
  const shown = async (): Promise<Shown['restorable']> => (await ask<Shown>(`/api/v1/jobs/${id}`)).body.restorable;
  const change = (columns: string) => dataSource.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [id]);
  await change('total = 4, processed = 3, succeeded = 3');
  expect(await shown()).toBe(null);

  await finishJob(new Business(dataSource, 1), id, 'cancelled', null);
  const [row] = await dataSource.query<{ day: string }[]>(
    'SELECT (archive_expires_on + 1)::text AS day FROM jobs WHERE id = $1',
    [id],
  );
  expect(await shown()).toEqual({ until: `${row!.day}T00:00:00.000Z`, targets: 3 });
  const list = await ask<{ items: Shown[] }>('/api/v1/jobs');
  expect(list.body.items[0]!.restorable).toEqual(await shown());

  await change('processed = 0, succeeded = 0, not_attempted = 4');
  expect(await shown()).toBe(null);
  await change(
    `processed = 3, succeeded = 3, not_attempted = 1, archive_expires_on = (now() AT TIME ZONE 'UTC')::date`,
  );
  expect(await shown()).not.toBe(null);
  await change(`archive_expires_on = (now() AT TIME ZONE 'UTC')::date - 1`);
  expect(await shown()).toBe(null);
  await change('archive_expires_on = NULL');
  expect(await shown()).toBe(null);
});
