import { Problem } from '../../http/problem.js';

/** No fault of the caller's: whoever runs the installation has to act. */
export function channelKeysMissing(): Problem {
  const detail = 'Whoever runs this installation has to set CHANNEL_KEYS first: without a key no secret is kept.';
  const retryAfterSeconds = 60;
  return new Problem(503, 'channel_keys_missing', 'Secrets cannot be kept here', detail, { retryAfterSeconds });
}

/** Not whose: that is nobody else's matter. */
export function senderTaken(cause?: unknown): Problem {
  const detail = 'Another business of this installation has set up this number. Nothing was changed.';
  return new Problem(409, 'sender_taken', 'The number belongs to another business', detail, { cause });
}

/** One answer for an address that there is not, a signature that is wrong and one that is missing: nothing is learnt from it. */
export function webhookRefused(): Problem {
  const detail = 'There is no account at this address that has signed this.';
  return new Problem(401, 'webhook_refused', 'The webhook is not known to come from the provider', detail, {
    headers: { 'www-authenticate': 'Signature' },
  });
}
