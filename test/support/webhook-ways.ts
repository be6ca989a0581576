/** What there is of one message in the outbox, in the order of the targets. */
export const MESSAGE_ROWS =
  'SELECT state, code, failed_by AS "failedBy", reference FROM outbox WHERE job_id = $1 ORDER BY target_id';

/**
 * How the webhooks of each of eight people come, and the state that they lead to. Those of the last two are held back.
 *
 * @param last the state of a message of which everything is told
 * @param fails the provider's code for one that does not arrive
 */
export function webhookWays(last: 'read' | 'delivered', fails: number): readonly (readonly [object, string])[] {
  return [
    [{ statuses: 'doubled' }, last],
    [{ statuses: 'out-of-order' }, last],
    [{ statuses: 'early' }, last],
    [{ statuses: 'late' }, last],
    [{ statuses: 'forged' }, 'accepted'],
    [{ statuses: 'never' }, 'accepted'],
    [{ statuses: 'late', fails }, 'failed'],
    [{ statuses: 'late', mode: 'lost-after' }, last],
  ];
}
