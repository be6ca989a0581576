import type { CodeMeaning } from '../judge-answer.js';

/** developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes */
const MEANINGS: Readonly<Record<number, CodeMeaning>> = {
  4: 'everybody waits', // requests of the app
  80007: 'everybody waits', // requests of the WhatsApp account
  130429: 'everybody waits', // messages of this number
  131000: 'everybody waits', // something went wrong on their side, before it was processed
  133004: 'everybody waits', // maintenance
  131056: 'person waits', // messages of this number to this person
  131026: 'person refused', // no WhatsApp at this number, or an old one
  131047: 'person refused', // the window for messages without a template is over
  131049: 'person refused', // enough marketing for this person
  131050: 'person opted out',
  0: 'job stops', // the app is not authenticated
  10: 'job stops', // the permission was not given, or taken away
  33: 'job stops', // the number was deleted
  190: 'job stops', // the access token has expired
  368: 'job stops', // the account is restricted for a while
  131005: 'job stops', // access denied
  131031: 'job stops', // the account is locked
  131042: 'job stops', // payment
  131048: 'job stops', // too many people have reported this number
  133010: 'job stops', // the number is not registered
};

/** Anything about the template: it is the same for everybody. */
const TEMPLATE_CODE = /^132\d{3}$/;

export function meaningOfWhatsAppCode(code: string): CodeMeaning | undefined {
  return TEMPLATE_CODE.test(code) ? 'job stops' : MEANINGS[Number(code)];
}
