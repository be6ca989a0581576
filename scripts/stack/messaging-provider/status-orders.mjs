/**
 * In which order, how often and how well the webhooks of one message come. `when`: before the answer to the message, after
 * it, once `POST /-/release` asks for them, or never.
 *
 * @type {Readonly<Record<string, {
 *   about: string,
 *   when?: 'before' | 'released' | 'never',
 *   isForged?: boolean,
 *   arrange?: (statuses: readonly string[]) => string[],
 * }>>}
 */
export const statusOrders = {
  'in-order': { about: 'each once, after the answer' },
  doubled: { about: 'each twice', arrange: (statuses) => statuses.flatMap((status) => [status, status]) },
  'out-of-order': { about: 'the last one first', arrange: (statuses) => [...statuses].reverse() },
  early: { about: 'before the answer to the message', when: 'before' },
  late: { about: 'held back until POST /-/release', when: 'released' },
  never: { about: 'none', when: 'never' },
  forged: { about: 'signed with another secret', isForged: true },
};
