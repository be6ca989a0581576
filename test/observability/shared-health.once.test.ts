import { expect, test } from '@jest/globals';
import type { Health } from '../../src/observability/health.js';
import { shareHealth } from '../../src/observability/shared-health.js';

const OK = { status: 'ok', durationMs: 1 } as const;
const HEALTH: Health = { ready: true, checks: { postgres: OK, redis: OK, temporal: OK } };

test('readiness is asked for once a second whoever wants to know, and never while an answer is on its way', async () => {
  let nowMs = 0;
  const answers: ((health: Health) => void)[] = [];
  const check = shareHealth(
    () => new Promise((resolve) => answers.push(resolve)),
    () => nowMs,
  );
  const asked = Array.from({ length: 100 }, () => check());
  nowMs = 5_000;
  asked.push(check());
  expect(answers).toHaveLength(1);
  answers[0]!(HEALTH);
  expect(new Set(await Promise.all(asked))).toEqual(new Set([HEALTH]));

  void check();
  nowMs += 999;
  void check();
  expect(answers).toHaveLength(2);
  answers[1]!({ ...HEALTH, ready: false });
  expect((await check()).ready).toBe(false);
  nowMs += 1;
  void check();
  expect(answers).toHaveLength(3);
});
