import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import type { StartSelection } from './start-selection.js';

export interface StartRequest {
  readonly type: string;
  readonly selection: StartSelection;
  /** What else it says. The API judges it, so that nothing of it is judged here. */
  readonly terms: object;
}

interface HowToSend {
  /** Idempotency key; a dry run has none. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** Sends a start, or a dry run of it, where starts of its selection go. */
export function sendRequest<Answer>(
  { type, selection, terms }: StartRequest,
  { key, signal }: HowToSend,
): Promise<Answer> {
  const params = {
    query: key === undefined ? { dryRun: true } : {},
    header: key === undefined ? {} : { 'Idempotency-Key': key },
  };
  const how = signal ? { signal } : {};
  const answer =
    'failedOf' in selection
      ? api.POST('/api/v1/jobs/{id}/retry-failed', {
          params: { ...params, path: { id: selection.failedOf } },
          body: terms as never,
          ...how,
        })
      : api.POST('/api/v1/jobs', { params, body: { type, selection, ...terms } as never, ...how });
  return dataOf(answer) as Promise<Answer>;
}
