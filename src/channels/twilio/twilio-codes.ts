import type { CodeMeaning } from '../judge-answer.js';

/** twilio.com/docs/api/errors */
const MEANINGS: Readonly<Record<number, CodeMeaning>> = {
  20429: 'everybody waits', // too many requests
  22005: 'everybody waits', // their queue is full for a day
  21203: 'person refused', // no calls abroad
  21211: 'person refused', // no phone number
  21214: 'person refused', // it cannot be reached
  21215: 'person refused', // calls to that country are not switched on
  21216: 'person refused', // the number is on their list of blocked ones
  21217: 'person refused', // no valid phone number
  21219: 'person refused', // a trial account calls verified numbers only
  10001: 'job stops', // the account is not active
  20003: 'job stops', // the credentials are refused
  20005: 'job stops', // the account is not active
  20404: 'job stops', // no such account
  21205: 'job stops', // the address of the TwiML is none
  21210: 'job stops', // the caller's number is not verified
  21212: 'job stops', // the caller's number is none
  21213: 'job stops', // no caller's number
};

export function meaningOfTwilioCode(code: string): CodeMeaning | undefined {
  return MEANINGS[Number(code)];
}
