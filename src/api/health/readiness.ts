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
  const detail = `Not available: ${away.join(', ')}.`;
  return new Problem(503, 'not_ready', 'Not ready', detail, {
    retryAfterSeconds: 2,
    extensions: { ...health },
  });
}
