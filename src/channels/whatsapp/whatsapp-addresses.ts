import { phoneNumberOf } from '../phone-number.js';

/** Mobile numbers of Argentina, whose 9 behind the country code is dialled from abroad and often not written down. */
const ARGENTINA = /^\+549?(\d{10})$/;
/** Those of Brazil: older accounts have no 9 behind the area code. */
const BRAZIL = /^\+55(\d{2})9?([6-9]\d{7})$/;
/** Mobile numbers of Mexico had a 1 behind the country code until 2019, and accounts of that time still do. */
const MEXICO = /^521(?=\d{10}$)/;

/**
 * Every spelling under which a lead may have the number of a WhatsApp account. WhatsApp names people by an id that is most
 * often their number, and in Argentina, Brazil and Mexico sometimes another spelling of it. Who has opted out must be found
 * under all of them.
 *
 * @param id digits, without a plus
 * @returns none where it is no number
 */
export function addressesOfWhatsAppId(id: string): string[] {
  const address = phoneNumberOf(`+${id.replace(MEXICO, '52')}`)?.address;
  if (address === undefined) return [];
  const [, argentine] = ARGENTINA.exec(address) ?? [];
  if (argentine !== undefined) return [`+54${argentine}`, `+549${argentine}`];
  const [, area, brazilian] = BRAZIL.exec(address) ?? [];
  if (area !== undefined) return [`+55${area}${brazilian}`, `+55${area}9${brazilian}`];
  return [address];
}
