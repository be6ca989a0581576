import { getCountries } from 'libphonenumber-js';
import { z } from 'zod';

const secret = (what: string) =>
  z
    .string()
    .regex(/^[\x21-\x7e]{8,1000}$/, { error: 'must be 8 to 1000 characters without spaces' })
    .optional()
    .describe(`${what}. Left out, the one that is kept stays`);

const perSecond = (most: number, usual: number) =>
  z.int().min(1).max(most).default(usual).describe('At most so many a second, over all workers');

export const countrySchema = z.enum(getCountries()).meta({ id: 'Country', description: 'ISO 3166-1 alpha-2' });

const countries = z.array(countrySchema).min(1).max(300).describe('Nobody elsewhere is written to or called');

/** Body of `PUT /channels/whatsapp`. */
export const whatsAppAccountSchema = z.strictObject({
  phoneNumberId: z.string().regex(/^\d{5,20}$/, { error: 'must be 5 to 20 digits' }),
  perSecond: perSecond(1_000, 60),
  peoplePerDay: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe(
      'How many people may be written to in 24 hours, over all numbers of the portfolio: 250, 2,000, 10,000 or 100,000. A dry run shows what is left of it, and nothing is refused beyond it. Left out, it is not known',
    ),
  countries,
  accessToken: secret('The access token of a system user'),
  appSecret: secret('The secret of the app, with which webhooks are signed'),
  verifyToken: secret('The text that the subscription of webhooks is confirmed with'),
});

/** Body of `PUT /channels/phone`. */
export const phoneAccountSchema = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/, { error: 'must be AC and 32 hexadecimal digits' }),
  perSecond: perSecond(100, 1),
  countries,
  authToken: secret('The auth token, with which callbacks are signed'),
});
