import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';

export interface PhoneNumber {
  /** E.164: one number has one spelling. */
  readonly address: string;
  readonly country: CountryCode;
}

/** E.164 has no longer ones. What is known of Germany's numbers has. */
const MAX_LENGTH = '+'.length + 15;
/** Words around a number may say that it is not to be used, and a slash that it is two. */
const WORDS_OR_TWO = /[\p{L}/]/u;
/** Mobile numbers of Mexico had a 1 behind the country code until August 2019, and many are still written so. */
const OLD_MEXICAN = /^\+521(\d{10})$/;

/**
 * The number that a text stands for, however it is spaced; null where it is none. A number without its country, as people
 * write it at home, is none: nothing says where that is.
 *
 * Only its length is checked, not whether its range is in service: ranges are handed out anew all the time, and who has
 * such a number would never be reached. A number that nobody has costs one refusal of the provider.
 */
export function phoneNumberOf(text: string): PhoneNumber | null {
  if (WORDS_OR_TWO.test(text)) return null;
  const written = text.trim().replace(/^00/, '+');
  const digits = written.replace(/[^+\d]/g, '');
  const number = parsePhoneNumberFromString(OLD_MEXICAN.test(digits) ? digits.replace(OLD_MEXICAN, '+52$1') : written, {
    extract: false,
  });
  if (!number?.isPossible() || number.ext !== undefined || number.number.length > MAX_LENGTH) return null;
  // Of a range that no country of its code is known to have, the country that the code is known by.
  const country = number.country ?? number.getPossibleCountries()[0];
  return country === undefined ? null : { address: number.number, country };
}
