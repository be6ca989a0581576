import { expect, test } from '@jest/globals';
import type { AuditEntry } from '../../src/audit/audit-entry.js';
import { AuditUnavailable } from '../../src/audit/audit-queue.js';
import { RepeatedRefusals } from '../../src/audit/repeated-refusals.js';
import { auditEntry } from '../support/audit.js';
import { eventually } from '../support/eventually.js';

/** Longer than a test takes: what has to end by itself has its own. */
const NEVER_MS = 3_600_000;

/** A log that can be away, and the refusals on their way into it. */
function scene(windowMs = NEVER_MS, maxKinds?: number) {
  const written: (AuditEntry & { businessId: number })[] = [];
  const lost: AuditEntry[] = [];
  const log = { isAway: false };
  const refusals = new RepeatedRefusals(
    {
      append(businessId, entry) {
        if (log.isAway) return Promise.reject(new AuditUnavailable());
        written.push({ businessId, ...entry });
        return Promise.resolve();
      },
    },
    (_, entry) => lost.push(entry),
    windowMs,
    maxKinds,
  );
  const refuse = (fields: Partial<AuditEntry> = {}, { business = 1, target = null as string | null } = {}) =>
    refusals.append(
      business,
      auditEntry({ action: 'recording.play', result: 'refused', reason: 'call_not_found', ...fields }),
      target,
    );
  const told = () => written.map(({ businessId, reason, count }) => [businessId, reason, count]);
  return { written, lost, log, refusals, refuse, told };
}

test('the first refusal of a kind is written at once, and the others of its minute as one with their number', async () => {
  const { refuse, refusals, written, told } = scene(100);
  await Promise.all(Array.from({ length: 50 }, () => refuse()));
  expect(told()).toEqual([[1, 'call_not_found', null]]);
  await eventually(() => told().length === 2);
  expect(told()[1]).toEqual([1, 'call_not_found, repeated', 49]);
  expect(written[1]!.id).not.toBe(written[0]!.id);

  // The next one is a first one again, and one alone leaves no number behind.
  await refuse();
  await refusals.close();
  expect(told().slice(2)).toEqual([[1, 'call_not_found', null]]);
});

test('another business, subject, credential, action, type or reason is another kind; so is another target that is there', async () => {
  const { refuse, refusals, told } = scene();
  const kinds: Parameters<typeof refuse>[] = [
    [{}],
    [{}, { business: 2 }],
    [{ subject: 'another' }],
    [{ credentialId: 'another' }],
    [{ credentialKind: 'api_key' }],
    [{ action: 'operation.start' }],
    [{ operationType: 'delete_leads_bulk' }],
    [{ reason: 'forbidden' }],
    [{}, { target: 'one' }],
    [{}, { target: 'two' }],
  ];
  for (const kind of [...kinds, ...kinds, ...kinds]) await refuse(...kind);
  expect(told()).toHaveLength(kinds.length);
  await refusals.close();
  expect(told().slice(kinds.length)).toEqual(
    told()
      .slice(0, kinds.length)
      .map(([b, reason]) => [b, `${String(reason)}, repeated`, 2]),
  );
});

test('what was not the same in all of them is left out', async () => {
  const { refuse, refusals, written } = scene();
  await refuse({ target: 'a', selection: 'ids', address: '127.0.0.1', requestId: 'first' });
  await refuse({ target: 'a', selection: 'ids', address: '127.0.0.1', requestId: 'second' });
  await refuse({ target: 'b', selection: 'ids', address: '127.0.0.2', requestId: 'third' });
  await refuse({ target: 'a', selection: 'ids', address: '127.0.0.1', requestId: 'fourth' });
  await refusals.close();
  expect(written[1]).toMatchObject({ target: null, selection: 'ids', address: null, requestId: 'fourth', count: 3 });
});

test('while the log is away no refusal is counted: each is told that it is not recorded', async () => {
  const { refuse, refusals, log, told, lost } = scene();
  log.isAway = true;
  const outcomes = await Promise.allSettled([refuse(), refuse(), refuse()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  log.isAway = false;
  await refuse();
  await refusals.close();
  expect([told(), lost]).toEqual([[[1, 'call_not_found', null]], []]);
});

test('a log that is away at the end of the minute gets the number later; at the end of the process it is told as lost', async () => {
  const patient = scene(50);
  for (let n = 0; n < 3; n++) await patient.refuse();
  patient.log.isAway = true;
  await new Promise((resolve) => setTimeout(resolve, 150)); // at least one minute's end
  expect(patient.told()).toHaveLength(1);
  patient.log.isAway = false;
  await eventually(() => patient.told().length === 2);
  expect(patient.told()[1]).toEqual([1, 'call_not_found, repeated', 2]);

  const stopping = scene();
  for (let n = 0; n < 3; n++) await stopping.refuse();
  stopping.log.isAway = true;
  await stopping.refusals.close();
  expect(stopping.lost).toMatchObject([{ reason: 'call_not_found, repeated', count: 2 }]);
});

test('only so many kinds are counted at once: the oldest is written early, and none is forgotten', async () => {
  const { refuse, refusals, told } = scene(NEVER_MS, 10);
  for (let subject = 0; subject < 100; subject++) {
    for (let n = 0; n < 3; n++) await refuse({ subject: String(subject) });
  }
  await eventually(() => told().length === 100 + 90);
  await refusals.close();
  expect(told().filter(([, reason]) => reason === 'call_not_found')).toHaveLength(100);
  expect(told().filter(([, , count]) => count === 2)).toHaveLength(100);
});
