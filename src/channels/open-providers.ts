import type { ChannelSettings } from '../config/channels.js';
import { ProviderConnections } from './provider-connections.js';
import { TwilioClient } from './twilio/twilio-client.js';
import { WhatsAppClient } from './whatsapp/whatsapp-client.js';

export interface Providers {
  readonly whatsApp: WhatsAppClient;
  readonly twilio: TwilioClient;
  /** Gives up what is under way: it may have arrived. */
  close(): Promise<void>;
}

/** The clients of one process. Connects with the first message. */
export function openProviders({ whatsApp, twilio }: Pick<ChannelSettings, 'whatsApp' | 'twilio'>): Providers {
  const [toWhatsApp, toTwilio] = [new ProviderConnections(whatsApp), new ProviderConnections(twilio)];
  return {
    whatsApp: new WhatsAppClient(toWhatsApp),
    twilio: new TwilioClient(toTwilio),
    async close() {
      await Promise.all([toWhatsApp.close(), toTwilio.close()]);
    },
  };
}
