import type { IncomingMessage } from 'node:http';
import type { Channel } from '../../channels/channel.js';
import type { ChannelEvent, WebhookContent } from '../../channels/channel-event.js';
import type { ChannelSecrets, Secrets } from '../../channels/channel-secrets.js';
import { isTwilioSignature } from '../../channels/twilio/twilio-signature.js';
import { readTwilioWebhook } from '../../channels/twilio/twilio-webhook.js';
import { isWhatsAppSignature } from '../../channels/whatsapp/whatsapp-signature.js';
import { readWhatsAppWebhook } from '../../channels/whatsapp/whatsapp-webhook.js';
import { isSameSecret } from '../../access/secret.js';
import type { BusinessOf } from '../../db/business.js';
import { findWebhookAccount } from '../../db/repositories/channel-accounts.js';
import { recordChannelEvent } from '../../db/repositories/channel-events.js';
import { addOptOuts } from '../../db/repositories/recipients.js';
import { BodyDeadline } from '../../http/body-deadline.js';
import { bodyChunks } from '../../http/request-body.js';
import type { Logger } from '../../observability/logger.js';
import type { Site } from '../browser-safety/site.js';
import type { WebhookGuesses, WebhookSender } from '../limits/webhook-guesses.js';
import { channelKeysMissing, webhookRefused } from './channel-problems.js';
import { accountOf } from '../../channels/webhook-address.js';

/** More than any webhook of either provider. Read before it is known who sends it. */
const MAX_BODY_BYTES = 262_144;

interface WebhookDependencies {
  readonly businessOf: BusinessOf;
  readonly secrets: ChannelSecrets;
  readonly site: Site;
  readonly logger: Pick<Logger, 'error'>;
  readonly guesses: Pick<WebhookGuesses, 'find' | 'isRight'>;
  /** @throws Problem 429 */
  readonly countWebhook: (businessId: number) => Promise<void>;
  readonly recordEvent: (channel: Channel, state: ChannelEvent['state']) => void;
}

/** Where a request came from, and the last part of the path that it came to. */
interface WebhookOrigin {
  readonly ip: string;
  readonly account: string;
}

/** An account as a webhook is checked with. */
interface WebhookAccount {
  readonly businessId: number;
  /** The provider's name for it. */
  readonly sender: string;
  /** @throws Problem 401 where what was shown is not right, 429 */
  readonly check: (isRight: (secrets: Secrets) => boolean) => void;
}

interface TwilioRequest {
  /** With its query, as it came. */
  readonly path: string;
  /** Ours, from the query. */
  readonly reference: string | null;
  readonly headers: IncomingMessage['headers'];
}

/**
 * Takes webhooks of providers: who sent it is known before anything of it is read, and what it says is stored before it is
 * answered. It raises the state of its message; an opt-out holds from here on.
 *
 * What is not signed costs its business nothing: that counts against whoever has sent it.
 */
export class WebhookReceiver {
  constructor(private readonly dependencies: WebhookDependencies) {}

  /** Confirms a subscription of WhatsApp's. @returns the challenge @throws Problem 401, 429 */
  async confirm(from: WebhookOrigin, token: string, challenge: string): Promise<string> {
    const { check } = await this.#accountAt('whatsapp', from, 'challenge');
    check(({ verifyToken }) => isSameSecret(token, verifyToken!));
    return challenge;
  }

  /** @throws Problem 401, 413, 429, 503 */
  async fromWhatsApp(from: WebhookOrigin, body: IncomingMessage | undefined, headers: IncomingMessage['headers']) {
    const { businessId, sender, check } = await this.#accountAt('whatsapp', from);
    const bytes = await bytesOf(body);
    check(({ appSecret }) => isWhatsAppSignature(headers['x-hub-signature-256'], bytes, appSecret!));
    await this.#store(businessId, 'whatsapp', readWhatsAppWebhook(jsonIn(bytes), sender));
  }

  /** @throws Problem 401, 413, 429, 503 */
  async fromTwilio(
    from: WebhookOrigin,
    body: IncomingMessage | undefined,
    { path, reference, headers }: TwilioRequest,
  ): Promise<void> {
    const { businessId, sender, check } = await this.#accountAt('phone', from);
    const form = new URLSearchParams((await bytesOf(body)).toString());
    // As Twilio knows the address: behind a proxy the request's own is another one.
    const origin = this.dependencies.site.originFor(headers.host);
    check(
      ({ authToken }) =>
        origin !== undefined && isTwilioSignature(headers['x-twilio-signature'], { origin, path }, form, authToken!),
    );
    await this.#store(businessId, 'phone', readTwilioWebhook(form, reference, sender));
  }

  /** @throws Problem 401 where there is none, 429, 503 */
  async #accountAt(
    channel: Channel,
    { ip, account: text }: WebhookOrigin,
    kind: WebhookSender['kind'] = 'webhook',
  ): Promise<WebhookAccount> {
    const { businessOf, secrets, guesses, logger } = this.dependencies;
    const account = accountOf(text);
    if (!account) throw webhookRefused();
    const sent: WebhookSender = { ip, path: `${channel}/${text}`, kind };
    const found = await guesses.find(sent, () => findWebhookAccount(businessOf(account), channel, account.webhookId));
    if (!found) throw webhookRefused();
    const { businessId } = account;
    const opened = secrets.open({ businessId, channel }, found);
    if (!opened) {
      const { keyId } = found;
      logger.error(
        { businessId, channel, keyId },
        'the secrets of an account do not open: is its key in CHANNEL_KEYS?',
      );
      throw channelKeysMissing();
    }
    // Sealed with a key that is gone they are gone themselves.
    const old = found.old && kind === 'webhook' ? secrets.open({ businessId, channel }, found.old) : null;
    return {
      ...{ businessId, sender: found.sender },
      check(isRight) {
        const compare = (): boolean => isRight(opened) || (old !== null && isRight(old));
        if (!guesses.isRight(sent, compare)) throw webhookRefused();
      },
    };
  }

  async #store(businessId: number, channel: Channel, { events, optOuts }: WebhookContent): Promise<void> {
    const { businessOf, countWebhook, recordEvent } = this.dependencies;
    await countWebhook(businessId);
    const business = businessOf({ businessId });
    // First, and whatever the events are about. Where something cannot be stored, all of it comes again.
    await addOptOuts(business, businessId, channel, optOuts);
    for (const event of events) {
      await recordChannelEvent(business, channel, event);
      recordEvent(channel, event.state);
    }
  }
}

async function bytesOf(body: IncomingMessage | undefined): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const deadline = new BodyDeadline();
  try {
    if (body) for await (const piece of bodyChunks(body, MAX_BODY_BYTES, deadline)) pieces.push(piece);
  } finally {
    deadline.lift();
  }
  return Buffer.concat(pieces);
}

/** Signed by the provider, so that it is its own fault where it is none: undefined, which says nothing of any message. */
function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}
