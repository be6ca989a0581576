import { expect, test } from '@jest/globals';
import type { Channel } from '../../src/channels/channel.js';
import { reasonAgainst, recipientsOf } from '../../src/channels/recipients.js';
import { Business } from '../../src/db/business.js';
import { addOptOuts } from '../../src/db/repositories/recipients.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';
import { sessions, whileLocked } from '../support/locks.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

const REACH = { businessId: 1, channel: 'whatsapp' as Channel, countries: ['DE', 'US'] };

const optOutsOf = (addresses: readonly string[]) => addresses.map((address) => ({ address, source: 'reply' }));

/** Leads of business 1 with these numbers, who all consent to WhatsApp; and the business as a worker sees it. */
async function leadsWith(database: TestDatabase, phones: readonly (string | null)[]) {
  const { dataSource } = database;
  const ids = await addLeads(
    dataSource,
    1,
    phones.map((phone) => ({ phone })),
  );
  await dataSource.query(
    `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
     SELECT 1, unnest($1::bigint[]), 'whatsapp', 'web form', now()`,
    [ids],
  );
  return { ids, business: new Business(await database.as('bulkgate_worker'), 1) };
}

test('each lead is reached at its number, or has the reason that weighs most', () =>
  withDatabase(async (database) => {
    const phones = ['+49 170 1234567', '+15550000001', null, '0170 7654321', '+41 79 123 45 67', '+49 171 7654321'];
    const { ids, business } = await leadsWith(database, [...phones, '+49 172 1111111', '+49 173 2222222']);
    const [fine, sample, none, home, abroad, silent, left, both] = ids;
    await database.dataSource.query('DELETE FROM consents WHERE lead_id = ANY ($1)', [[silent, both]]);
    const addresses = ['+491721111111', '+491732222222'];
    await addOptOuts(business, 1, 'whatsapp', optOutsOf(addresses));
    expect(await recipientsOf(business, REACH, [...ids].reverse())).toEqual([
      { targetId: fine, address: '+491701234567' },
      { targetId: sample, address: '+15550000001' },
      { targetId: none, skipped: 'no_number' },
      { targetId: home, skipped: 'no_number' },
      { targetId: abroad, skipped: 'other_country' },
      { targetId: silent, skipped: 'no_consent' },
      { targetId: left, skipped: 'opted_out' },
      { targetId: both, skipped: 'opted_out' },
    ]);
    // A consent and an opt-out are for their channel alone.
    expect(await recipientsOf(business, { ...REACH, channel: 'phone' }, [fine!, left!])).toEqual([
      { targetId: fine, skipped: 'no_consent' },
      { targetId: left, skipped: 'no_consent' },
    ]);
  }));

test('a person with two spellings on WhatsApp has one address there, and is found under both by an opt-out', () =>
  withDatabase(async (database) => {
    const phones = ['+54 11 2345-6789', '+54 9 11 2345-6789', '+55 11 8765-4321', '+52 1 55 1234 5678'];
    const { ids, business } = await leadsWith(database, phones);
    const reach = { ...REACH, countries: ['AR', 'BR', 'MX'] };
    const addresses = ['+5491123456789', '+5491123456789', '+5511987654321', '+525512345678'];
    expect(await recipientsOf(business, reach, ids)).toEqual(
      ids.map((targetId, at) => ({ targetId, address: addresses[at] })),
    );
    expect(await reasonAgainst(business, reach, { targetId: ids[0]!, address: addresses[0]! })).toBeNull();
    await addOptOuts(business, 1, 'whatsapp', optOutsOf(addresses));
    expect(await recipientsOf(business, reach, ids)).toEqual(
      ids.map((targetId) => ({ targetId, skipped: 'opted_out' })),
    );
    // No other spelling of an opt-out gets in: it would not be found.
    for (const address of ['+541123456789', '+551187654321', '+5215512345678']) {
      await expect(addOptOuts(business, 1, 'whatsapp', optOutsOf([address]))).rejects.toThrow('opt_outs_one_spelling');
    }
    // Somebody who is called is dialled as the number is written.
    await database.dataSource.query(`UPDATE consents SET channel = 'phone'`);
    expect((await recipientsOf(business, { ...reach, channel: 'phone' }, ids)).slice(0, 3)).toEqual(
      ['+541123456789', '+5491123456789', '+551187654321'].map((address, at) => ({ targetId: ids[at], address })),
    );
  }));

test('what another business knows of a number is nobody else’s', () =>
  withDatabase(async (database) => {
    const { ids, business } = await leadsWith(database, ['+491701234567']);
    const other = new Business(await database.as('bulkgate_worker'), 2);
    await addOptOuts(other, 2, 'whatsapp', optOutsOf(['+491701234567']));
    expect(await recipientsOf(business, REACH, ids)).toEqual([{ targetId: ids[0], address: '+491701234567' }]);
    expect(await recipientsOf(other, { ...REACH, businessId: 2 }, ids)).toEqual([]);
  }));

test('what changes between composing and claiming is noticed', () =>
  withDatabase(async (database) => {
    const phones = ['+491700000001', '+491700000002', '+491700000003', '+491700000004', '+491700000005'];
    const { ids, business } = await leadsWith(database, phones);
    const [same, consent, optOut, number, gone] = ids;
    const { dataSource } = database;
    await dataSource.query('DELETE FROM consents WHERE lead_id = ANY ($1)', [[consent, gone]]);
    await dataSource.query('DELETE FROM leads WHERE id = $1', [gone]);
    await dataSource.query(`UPDATE leads SET phone = '+491709999999' WHERE id = $1`, [number]);
    await addOptOuts(business, 1, 'whatsapp', optOutsOf(['+491700000003']));
    const reasons = await Promise.all(
      ids.map((targetId, at) => reasonAgainst(business, REACH, { targetId, address: phones[at]! })),
    );
    expect([same, consent, optOut, number, gone].map((id) => reasons[ids.indexOf(id!)])).toEqual([
      ...[null, 'no_consent', 'opted_out', 'number_changed', 'no_consent'],
    ]);
  }));

test('an opt-out outlives its lead, the first one stays, and no other spelling gets in', () =>
  withDatabase(async (database) => {
    const { ids, business } = await leadsWith(database, ['+491701234567']);
    await addOptOuts(business, 1, 'whatsapp', optOutsOf(['+491701234567']));
    await addOptOuts(business, 1, 'whatsapp', [{ address: '+491701234567', source: '131050' }]);
    await addOptOuts(business, 1, 'whatsapp', []);
    await database.dataSource.query('DELETE FROM consents');
    await database.dataSource.query('DELETE FROM leads WHERE id = $1', [ids[0]]);
    const again = await leadsWith(database, ['0049 170 1234567']);
    expect(await recipientsOf(business, REACH, again.ids)).toEqual([{ targetId: again.ids[0], skipped: 'opted_out' }]);
    const kept = await database.dataSource.query<unknown[]>('SELECT address, source FROM opt_outs');
    expect(kept).toEqual([{ address: '+491701234567', source: 'reply' }]);
    await expect(addOptOuts(business, 1, 'whatsapp', optOutsOf(['0170 1234567']))).rejects.toThrow('opt_outs_address');
  }));

test('two who record the same people at once, each in an order of his own, do not stop each other', () =>
  withDatabase(async (database) => {
    const { business } = await leadsWith(database, []);
    const [first, middle, last] = ['+491700000001', '+491700000002', '+491700000003'] as const;
    const held = `INSERT INTO opt_outs VALUES (1, 'whatsapp', '${middle}', 'reply', now())`;
    await whileLocked(database, held, async (lock) => {
      const orders = [
        [first, middle, last],
        [last, middle, first],
      ];
      const adding = orders.map((addresses) => addOptOuts(business, 1, 'whatsapp', optOutsOf(addresses)));
      const isWaiting = `wait_event_type = 'Lock'`;
      await eventually(async () => (await sessions(database.dataSource, isWaiting)) === 2);
      await lock.commit();
      await Promise.all(adding);
    });
    const [row] = await database.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM opt_outs');
    expect(row).toEqual({ count: 3 });
  }));

test('outside of the hours of its country nobody is reached, and in a country of several time zones they hold in all of them', () =>
  withDatabase(async (database) => {
    const { ids, business } = await leadsWith(database, ['+49 170 1234567', '+1 212 555 0100', '+1 808 555 0100']);
    const [berlin, newYork, honolulu] = ids;
    const reachedAt = async (at: string, hours = { from: '09:00', until: '20:00' }) => {
      const reach = { ...REACH, when: { hours, at: new Date(at) } };
      const recipients = await recipientsOf(business, reach, ids);
      const reasons = recipients.flatMap((recipient) => ('skipped' in recipient ? [recipient.skipped] : []));
      expect(new Set(reasons).size).toBeLessThan(2);
      expect(reasons[0] ?? 'outside_hours').toBe('outside_hours');
      return recipients.flatMap((recipient) => ('address' in recipient ? [recipient.targetId] : []));
    };
    expect(await reachedAt('2026-03-02T09:00:00Z')).toEqual([berlin]);
    // 10:00 in New York, and 5:00 in Honolulu.
    expect(await reachedAt('2026-03-02T15:00:00Z')).toEqual([berlin]);
    // 15:00 and 10:00; in Berlin it is 21:00.
    expect(await reachedAt('2026-03-02T20:00:00Z')).toEqual([newYork, honolulu]);
    expect(await reachedAt('2026-03-02T20:00:00Z', { from: '00:00', until: '24:00' })).toEqual(ids);
    // What has weighed more before still does, and a message that was composed is looked at again.
    await database.dataSource.query('DELETE FROM consents WHERE lead_id = $1', [newYork]);
    const when = { hours: { from: '09:00', until: '20:00' }, at: new Date('2026-03-02T02:00:00Z') };
    expect(await recipientsOf(business, { ...REACH, when }, [newYork!])).toEqual([
      { targetId: newYork, skipped: 'no_consent' },
    ]);
    const composed = { targetId: berlin!, address: '+491701234567' };
    expect(await reasonAgainst(business, { ...REACH, when }, composed)).toBe('outside_hours');
  }));
