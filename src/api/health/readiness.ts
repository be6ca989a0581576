import type { CheckHealth, Health } from '../../observability/health.js';
import { Problem } from '../../http/problem.js';

/** Whether this process should be sent requests. */
export class Readiness {
  constructor(private readonly check: CheckHealth) {}

  /** @throws Problem 503 with the state of every part */
  async assertReady(): Promise<Health> {
    const health = await this.check();
    if (health.ready) return health;
    throw notReady(health);
  }
}

export function notReady(health: Health): Problem {
  const away = Object.entries(health.checks).flatMap(([part, { status, error }]) =>
    status === 'ok' ? [] : `${part} (${error ?? 'failed'})`,
  );
  return new Problem({
    status: 503,
    code: 'not_ready',
    title: 'Not ready',
    detail: `Not available: ${away.join(', ')}.`,
    retryAfterSeconds: 2,
    extensions: { ...health },
  });
}
