import type { IncomingMessage } from 'node:http';
import type { Channel } from '../../channels/channel.js';
import type { WebhookContent } from '../../channels/channel-event.js';
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
import type { Site } from '../browser-safety/site.js';
import { channelKeysMissing, webhookRefused } from './channel-problems.js';
import { accountOf } from './webhook-address.js';

/** More than any webhook of either provider. Read before it is known who sends it. */
const MAX_BODY_BYTES = 262_144;

interface WebhookDependencies {
  readonly businessOf: BusinessOf;
  readonly secrets: ChannelSecrets;
  readonly site: Site;
  /** @throws Problem 429 */
  readonly countWebhook: (businessId: number) => Promise<void>;
}

/** An account as a webhook is checked with. */
interface WebhookAccount {
  readonly businessId: number;
  /** The provider's name for it. */
  readonly sender: string;
  readonly secrets: Secrets;
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
 * A wrong signature counts as a wrong credential of its address.
 */
export class WebhookReceiver {
  constructor(private readonly dependencies: WebhookDependencies) {}

  /** Confirms a subscription of WhatsApp's. @returns the challenge @throws Problem 401 */
  async confirm(account: string, token: string, challenge: string): Promise<string> {
    const { secrets } = await this.#accountAt('whatsapp', account);
    if (!isSameSecret(token, secrets.verifyToken!)) throw webhookRefused();
    return challenge;
  }

  /** @throws Problem 401, 413, 429, 503 */
  async fromWhatsApp(account: string, body: IncomingMessage | undefined, headers: IncomingMessage['headers']) {
    const { businessId, sender, secrets } = await this.#accountAt('whatsapp', account);
    const bytes = await bytesOf(body);
    if (!isWhatsAppSignature(headers['x-hub-signature-256'], bytes, secrets.appSecret!)) throw webhookRefused();
    await this.#store(businessId, 'whatsapp', readWhatsAppWebhook(jsonIn(bytes), sender));
  }

  /** @throws Problem 401, 413, 429, 503 */
  async fromTwilio(
    account: string,
    body: IncomingMessage | undefined,
    { path, reference, headers }: TwilioRequest,
  ): Promise<void> {
    const { businessId, sender, secrets } = await this.#accountAt('phone', account);
    const form = new URLSearchParams((await bytesOf(body)).toString());
    // As Twilio knows the address: behind a proxy the request's own is another one.
    const origin = this.dependencies.site.originFor(headers.host);
    const isKnown =
      origin !== undefined &&
      isTwilioSignature(headers['x-twilio-signature'], { origin, path }, form, secrets.authToken!);
    if (!isKnown) throw webhookRefused();
    await this.#store(businessId, 'phone', readTwilioWebhook(form, reference, sender));
  }

  /** @throws Problem 401 where there is none, 429 */
  async #accountAt(channel: Channel, text: string): Promise<WebhookAccount> {
    const { businessOf, secrets, countWebhook } = this.dependencies;
    const account = accountOf(text);
    const found = account && (await findWebhookAccount(businessOf(account), channel, account.webhookId));
    if (!account || !found) throw webhookRefused();
    const { businessId } = account;
    await countWebhook(businessId);
    const opened = secrets.open({ businessId, channel }, found);
    if (!opened) throw channelKeysMissing();
    return { businessId, sender: found.sender, secrets: opened };
  }

  async #store(businessId: number, channel: Channel, { events, optOuts }: WebhookContent): Promise<void> {
    const business = this.dependencies.businessOf({ businessId });
    // First, and whatever the events are about. Where something cannot be stored, all of it comes again.
    await addOptOuts(business, businessId, channel, optOuts);
    for (const event of events) await recordChannelEvent(business, channel, event);
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
