import type { TextId } from '../texts/locales.js';

interface CanaryWords {
  readonly id: TextId;
  readonly values: Readonly<Record<string, number>>;
}

/** What became of the first messages of a job, as the server says it in English where the job waits or has paused itself. */
const REASONS: readonly { readonly says: RegExp; readonly id: TextId }[] = [
  {
    says: /^canary: of the first (?<sent>\d+) messages (?<failed>\d+) have failed, (?<silent>\d+) have no outcome yet$/,
    id: 'hold.canary',
  },
  {
    says: /^canary: of the first (?<sent>\d+) messages (?<failed>\d+) have failed or have no known outcome, more than (?<percent>\d+) %$/,
    id: 'pause.canary',
  },
];

/** @returns null for a reason of something else, or of another version of the server, which is shown as it is */
export function canaryWords(reason: string): CanaryWords | null {
  for (const { says, id } of REASONS) {
    const found = says.exec(reason)?.groups;
    if (!found) continue;
    return { id, values: Object.fromEntries(Object.entries(found).map(([name, value]) => [name, Number(value)])) };
  }
  return null;
}
