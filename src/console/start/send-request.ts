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
  const ofJob = (id: string) => ({ params: { ...params, path: { id } }, body: terms as never, ...how });
  const send = () => {
    if ('failedOf' in selection) return api.POST('/api/v1/jobs/{id}/retry-failed', ofJob(selection.failedOf));
    if ('restoreOf' in selection) return api.POST('/api/v1/jobs/{id}/restore', ofJob(selection.restoreOf));
    return api.POST('/api/v1/jobs', { params, body: { type, selection, ...terms } as never, ...how });
  };
  return dataOf(send()) as Promise<Answer>;
}
