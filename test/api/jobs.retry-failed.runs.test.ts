import { expect, test } from '@jest/globals';
import { withApi } from '../support/api.js';
import { checksum } from '../support/checksum.js';
import { addLeads, leadsOf } from '../support/leads.js';

const TYPE = 'delete_leads_bulk';

test('a retry does what has failed and nothing else: what it finds changed since is left alone', () =>
  withApi({ policies: { [TYPE]: { batchSize: 2, throttleMs: 0 } } }, async (api) => {
    const { dataSource, ask } = api;
    await api.startWorker();
    const lost = await addLeads(
      dataSource,
      1,
      Array.from({ length: 7 }, (_, n) => ({ status: 'lost', legalHold: n >= 2 && n < 6 })),
    );
    const kept = await addLeads(dataSource, 1, [{ status: 'new' }]);
    await addLeads(dataSource, 2, Array(3).fill({ status: 'lost' }));
    const others = () => checksum(dataSource, 'leads', 2);
    const bystanders = await others();
    const held = lost.slice(2, 6);
    const release = (ids: readonly number[]) =>
      dataSource.query('UPDATE leads SET legal_hold = false WHERE id = ANY($1::bigint[])', [ids]);

    const started = await ask<{ id: string }>('/api/v1/jobs', {
      body: { type: TYPE, selection: { filter: { status: 'lost' } } },
    });
    const first = await api.finished(started.body.id);
    expect(first).toMatchObject({ status: 'completed', succeeded: 3, failed: 4 });

    await release(held.slice(1));
    // No longer what the job was about; and one that comes to match now was never part of it.
    await dataSource.query(`UPDATE leads SET status = 'won' WHERE id = $1`, [held[1]]);
    const later = await addLeads(dataSource, 1, [{ status: 'lost' }]);
    const retried = await ask<{ id: string }>(`/api/v1/jobs/${first.id}/retry-failed`, { body: {} });
    const second = await api.finished(retried.body.id);
    expect(second).toMatchObject({ status: 'completed', total: 4, succeeded: 2, failed: 1, skipped: 1 });
    expect(await leadsOf(api, 1)).toEqual([held[0], held[1], ...kept, ...later]);

    await release(held);
    const last = await ask<{ id: string }>(`/api/v1/jobs/${second.id}/retry-failed`, { body: {} });
    expect(await api.finished(last.body.id)).toMatchObject({ status: 'completed', total: 1, succeeded: 1 });
    expect(await leadsOf(api, 1)).toEqual([held[1], ...kept, ...later]);
    expect(await others()).toBe(bystanders);
  }));
