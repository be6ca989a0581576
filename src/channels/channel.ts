/** The channels that messages can be sent over: what a consent and an opt-out are about. E-mail is one of those too, but nobody sends any. */
export const CHANNELS = ['whatsapp', 'phone'] as const;
export type Channel = (typeof CHANNELS)[number];
