import { Problem } from '../../http/problem.js';

/** No fault of the caller's, and nothing that another try would cure. */
export function channelKeysMissing(): Problem {
  const detail = 'Whoever runs this installation has to set CHANNEL_KEYS first: without a key no secret is kept.';
  return new Problem(503, 'channel_keys_missing', 'Secrets cannot be kept here', detail);
}
