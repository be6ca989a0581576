import { describe, expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { auditEntries } from '../support/audit.js';
import { shareApi } from '../support/shared-api.js';
import { addLeads } from '../support/leads.js';
import { walkPages } from '../support/pages.js';

const test = shareApi();

async function addJob(dataSource: DataSource, businessId: number, status: string, type: string): Promise<string> {
  const id = uuidV7();
  const isFinal = ['completed', 'failed', 'cancelled'].includes(status);
  await dataSource.query(
    `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, requested_by, batch_size, throttle_ms,
                       temporal_namespace, created_at, total, not_attempted, finished_at)
     VALUES ($1, $2, $3, $4, 'all', 'u1', 50, 200, 'default', now(), $5, $5, $6)`,
    [id, businessId, type, status, isFinal ? 0 : null, isFinal ? new Date() : null],
  );
  return id;
}

describe('operations', () => {
  test('come newest first, each once, also when new ones are accepted between two pages', async (api) => {
    const { dataSource } = api;
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.unshift(await addJob(dataSource, 1, 'completed', 'delete_leads_bulk'));
    await addJob(dataSource, 2, 'completed', 'delete_leads_bulk');
    const pages = await walkPages<{ id: string }>(api.ask, '/api/v1/jobs?limit=3', undefined, () =>
      addJob(dataSource, 1, 'completed', 'delete_leads_bulk'),
    );
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat().map(({ id }) => id)).toEqual(ids);
  });

  test('are filtered by type and status, repeated or separated by commas, and shown without asking Redis', async (api) => {
    const { dataSource } = api;
    await addJob(dataSource, 1, 'completed', 'delete_leads_bulk');
    await addJob(dataSource, 1, 'failed', 'delete_leads_bulk');
    await addJob(dataSource, 1, 'running', 'delete_leads_bulk');
    await addJob(dataSource, 1, 'running', 'update_leads_bulk');
    const jobs = async (path: string) =>
      (await walkPages<{ type: string; status: string; gate: null }>(api.ask, path)).flat();
    const statuses = async (query: string): Promise<string[]> =>
      (await jobs(`/api/v1/jobs?${query}`)).map(({ type, status }) => `${type.split('_')[0]} ${status}`);
    expect(await statuses('status=running')).toEqual(['update running', 'delete running']);
    expect(await statuses('status=failed,completed')).toEqual(['delete failed', 'delete completed']);
    expect(await statuses('status=failed&status=completed')).toEqual(['delete failed', 'delete completed']);
    expect(await statuses('type=update_leads_bulk')).toEqual(['update running']);
    expect(await statuses('type=update_leads_bulk&status=failed')).toEqual([]);
    expect((await jobs('/api/v1/jobs')).map(({ gate }) => gate)).toEqual([null, null, null, null]);
  });
});

describe('leads', () => {
  test('come by id, each once, only those of the business', async (api) => {
    const ids = await addLeads(
      api.dataSource,
      1,
      Array.from({ length: 5 }, (_, n) => ({ name: `Lead ${n}` })),
    );
    await addLeads(api.dataSource, 2, [{ name: 'Not ours' }]);
    const pages = await walkPages<{ id: number }>(api.ask, '/api/v1/leads?limit=2');
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat().map(({ id }) => id)).toEqual(ids);
  });

  test('are filtered by the fields of a selection', async (api) => {
    await addLeads(api.dataSource, 1, [
      { name: 'Ada', status: 'new', source: 'web', importId: 7, createdAt: '2026-01-01T00:00:00Z' },
      { name: 'Ben 100%', phone: '+4917012345', status: 'lost', source: 'import', createdAt: '2026-02-01T00:00:00Z' },
      { name: 'Carla', email: 'carla@example.com', status: 'lost', source: 'web', createdAt: '2026-03-01T00:00:00Z' },
    ]);
    const names = async (query: string): Promise<string[]> =>
      (await walkPages<{ name: string }>(api.ask, `/api/v1/leads?${query}`)).flat().map(({ name }) => name);
    expect(await names('status=lost')).toEqual(['Ben 100%', 'Carla']);
    expect(await names('status=lost&source=web')).toEqual(['Carla']);
    expect(await names('importId=7')).toEqual(['Ada']);
    expect(await names('text=CARLA%40')).toEqual(['Carla']);
    expect(await names('text=%25')).toEqual(['Ben 100%']);
    expect(await names('text=_')).toEqual([]);
    expect(await names('createdAfter=2026-01-15T00:00:00Z&createdBefore=2026-02-15T00:00:00%2B01:00')).toEqual([
      'Ben 100%',
    ]);
  });

  test('are those of given ids that match the filter, and of the business, however the ids are written', async (api) => {
    const ids = await addLeads(api.dataSource, 1, [
      { name: 'Ada', status: 'lost' },
      { name: 'Ben', status: 'new' },
      { name: 'Carla', status: 'lost' },
      { name: 'Dana', status: 'lost' },
    ]);
    const [other] = await addLeads(api.dataSource, 2, [{ name: 'Ada', status: 'lost' }]);
    const found = async (query: string): Promise<unknown> => {
      const { body } = await api.ask<{ items: { name: string }[]; count: unknown }>(`/api/v1/leads?${query}`);
      return [body.items.map(({ name }) => name), body.count];
    };
    const given = [...ids.slice(0, 3), other!, 999_999];
    expect(await found(`status=lost&ids=${given.join()}`)).toEqual([['Ada', 'Carla'], { value: 2, isExact: true }]);
    const repeated = given.map((id) => `ids=${id}`).join('&');
    expect(await found(`text=a&sort=-id&limit=1&${repeated}`)).toEqual([['Carla'], { value: 2, isExact: true }]);
    const [entry] = (await auditEntries(api.dataSource)).slice(-1);
    expect(entry).toMatchObject({ action: 'leads.list', selection: 'filter: ids, text' });
  });
});
