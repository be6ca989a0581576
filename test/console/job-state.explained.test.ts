import { expect, test } from '@jest/globals';
import { canaryHoldReason } from '../../src/operations/canary.js';
import { jobState } from '../../src/console/jobs/job-state.js';
import { preferredLocale } from '../../src/console/texts/preferred-locale.js';

const RUNNING = {
  status: 'running',
  waitingForWorker: false,
  succeeded: 5,
  failed: 0,
  skipped: 0,
  gate: { held: true, ttlSeconds: 1 },
  hold: null,
  pauseReason: null,
} as const;

test('a job that waits says what for', () => {
  expect(jobState(RUNNING).reason).toBe('reason.running');
  expect(jobState({ ...RUNNING, waitingForWorker: true }).reason).toBe('reason.silent');
  expect(jobState({ ...RUNNING, status: 'pending', waitingForWorker: true }).reason).toBe('reason.pending_no_worker');
  expect(jobState({ ...RUNNING, status: 'pausing' }).reason).toBe('reason.pausing');
  expect(jobState({ ...RUNNING, gate: { held: null, ttlSeconds: null } }).reason).toBe('reason.redis_away');
  expect(jobState({ ...RUNNING, gate: { held: false, ttlSeconds: null } }).reason).toBe('reason.gate_lost');
  const hold = { reason: 'sessions that wait for locks: 12 (limit 10)', since: '', nextLookAt: '' };
  expect(jobState({ ...RUNNING, hold })).toMatchObject({ label: 'status.held', reason: 'reason.held' });
  const canary = { ...hold, reason: canaryHoldReason({ sent: 50, failed: 3, unknown: 2, silent: 5 }) };
  expect(jobState({ ...RUNNING, hold: canary })).toMatchObject({ label: 'status.canary', reason: 'reason.canary' });
  expect(jobState({ ...RUNNING, status: 'paused' }).reason).toBe('reason.paused');
  expect(jobState({ ...RUNNING, status: 'paused', pauseReason: 'canary: …' }).reason).toBe('reason.paused_itself');
  // Nobody looks any more.
  expect(jobState({ ...RUNNING, hold, waitingForWorker: true }).reason).toBe('reason.silent');
  // In a list Redis is not asked, which says nothing about the gate.
  expect(jobState({ ...RUNNING, gate: null }).reason).toBe('reason.running');
});

test('completed with failures does not look like completed', () => {
  const [whole, partly] = [0, 37].map((failed) => jobState({ ...RUNNING, status: 'completed', failed }));
  expect(partly!.label).not.toBe(whole!.label);
  expect(partly!.color).not.toBe(whole!.color);
});

test('completed says what was skipped, and where nothing was done', () => {
  const completed = { ...RUNNING, status: 'completed' } as const;
  expect(jobState(completed).reason).toBe('reason.completed');
  expect(jobState({ ...completed, skipped: 3 }).reason).toBe('reason.completed_with_skipped');
  expect(jobState({ ...completed, succeeded: 0, skipped: 3 })).toMatchObject({ reason: 'reason.completed_nothing' });
  expect(jobState({ ...completed, failed: 1, skipped: 3 }).reason).toBe('reason.completed_with_failures');
});

test('the language is the one that was chosen, else the first of the browser that there is', () => {
  expect(preferredLocale('he', ['en'])).toBe('he');
  expect(preferredLocale('fr', ['fr-FR', 'he-IL', 'en'])).toBe('he');
  expect(preferredLocale(null, ['fr'])).toBe('en');
});
