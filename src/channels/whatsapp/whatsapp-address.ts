import { phoneNumberOf } from '../phone-number.js';

/**
 * Mobile numbers of Argentina, whose 9 behind the country code is dialled from abroad and often not written down. No area code
 * begins with a 9.
 */
const ARGENTINA = /^\+549?([1-8]\d{9})$/;
/** Mobile numbers of Brazil, whose 9 behind the area code came from 2012 to 2016. Landlines begin with 2 to 5. */
const BRAZIL = /^\+55(\d{2})9?([6-9]\d{7})$/;

/**
 * The one address of a person on WhatsApp. In three countries one number is written in two ways, WhatsApp knows people now
 * by the one and now by the other, and a message to either reaches the same person:
 *
 * - Argentina: `+54 9 …`. WhatsApp asks for the 9 in all numbers (faq.whatsapp.com/1294841057948784).
 * - Brazil: with the ninth digit. People who have been there since before it keep an id without it.
 * - Mexico: without the 1 behind the country code, as `phoneNumberOf` has it for calls as well. Older ids have it.
 *
 * For Brazil and Mexico the Cloud API says of itself that it may add or take that digit away, and that this is no fault
 * (developers.facebook.com/docs/whatsapp/cloud-api/reference/phone-numbers). So this is also what messages are sent to. Chatwoot
 * (`app/services/whatsapp/phone_normalizers`) knows the same three.
 *
 * @param address in E.164, as `phoneNumberOf` returns it
 */
export function whatsAppAddressOf(address: string): string {
  return address.replace(ARGENTINA, '+549$1').replace(BRAZIL, '+55$19$2');
}

/** By WhatsApp's id of a person: digits, most often of the number. Null where it is no number. */
export function addressOfWhatsAppId(id: string): string | null {
  const number = phoneNumberOf(`+${id}`);
  return number && whatsAppAddressOf(number.address);
}
