import { findOptOuts, leadsToReach } from '../db/repositories/recipients.js';
import { type CallingHours, isWithinHours } from '../operations/calling-hours.js';
import type { Sql } from '../operations/definition.js';
import type { Channel } from './channel.js';
import { type PhoneNumber, phoneNumberOf } from './phone-number.js';
import { timeZonesOf } from './time-zones.js';
import { whatsAppAddressOf } from './whatsapp/whatsapp-address.js';

/** Why a lead is not written to or called. Stored and shown. */
export type NotReached =
  'no_number' | 'opted_out' | 'no_consent' | 'other_country' | 'outside_hours' | 'number_changed';

/** Where a lead is reached, or why it is not. */
export type Recipient =
  { readonly targetId: number; readonly address: string } | { readonly targetId: number; readonly skipped: NotReached };

/** Who reaches people over which channel, and in which countries. */
export interface Reach {
  readonly businessId: number;
  readonly channel: Channel;
  readonly countries: readonly string[];
  /** Whether people may be reached at a moment; undefined: whenever that is. */
  readonly when?: { readonly hours: CallingHours; readonly at: Date } | undefined;
}

/**
 * Where each of the leads is reached. Of several reasons against it the first one is told: an opt-out weighs more than a
 * consent that is missing. Leads that are gone are left out.
 */
export async function recipientsOf(sql: Sql, reach: Reach, leadIds: readonly number[]): Promise<Recipient[]> {
  const { businessId, channel, countries } = reach;
  const isOpenIn = countriesOpen(reach.when);
  const leads = (await leadsToReach(sql, businessId, channel, leadIds)).map((lead) => ({
    ...lead,
    number: lead.phone === null ? null : numberOver(channel, lead.phone),
  }));
  const addresses = leads.flatMap(({ number }) => (number ? [number.address] : []));
  const optedOut = await findOptOuts(sql, businessId, channel, addresses);
  return leads.map(({ id, hasConsent, number }): Recipient => {
    if (!number) return { targetId: id, skipped: 'no_number' };
    if (optedOut.has(number.address)) return { targetId: id, skipped: 'opted_out' };
    if (!hasConsent) return { targetId: id, skipped: 'no_consent' };
    if (!countries.includes(number.country)) return { targetId: id, skipped: 'other_country' };
    if (!isOpenIn(number.country)) return { targetId: id, skipped: 'outside_hours' };
    return { targetId: id, address: number.address };
  });
}

/**
 * Whether people of a country may be reached now. In a country of several time zones the hours have to hold in all of them: a
 * number does not say where its owner is, and people keep theirs when they move.
 */
function countriesOpen(when: Reach['when']): (country: PhoneNumber['country']) => boolean {
  const known = new Map<PhoneNumber['country'], boolean>();
  return (country) => {
    if (!when) return true;
    const zones = known.has(country) ? [] : timeZonesOf(country);
    const isOpen =
      known.get(country) ?? (zones.length > 0 && zones.every((zone) => isWithinHours(when.hours, zone, when.at)));
    known.set(country, isOpen);
    return isOpen;
  };
}

/** In the one spelling of the channel, in which a person is reached once and opt-outs are kept. */
function numberOver(channel: Channel, phone: string): PhoneNumber | null {
  const number = phoneNumberOf(phone);
  return number && channel === 'whatsapp' ? { ...number, address: whatsAppAddressOf(number.address) } : number;
}

/**
 * Why a lead that was composed is not reached any more; null where nothing has changed. A consent that was taken back, an
 * opt-out and another number all come in while a job runs.
 *
 * @param address the one that was composed
 */
export async function reasonAgainst(
  sql: Sql,
  reach: Reach,
  { targetId, address }: { readonly targetId: number; readonly address: string },
): Promise<NotReached | null> {
  const [recipient] = await recipientsOf(sql, reach, [targetId]);
  if (!recipient) return 'no_consent';
  if ('skipped' in recipient) return recipient.skipped;
  return recipient.address === address ? null : 'number_changed';
}
