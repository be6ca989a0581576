import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { isTwilioSignature } from '../../src/channels/twilio/twilio-signature.js';
import { isWhatsAppSignature } from '../../src/channels/whatsapp/whatsapp-signature.js';

// The example of Twilio's documentation (usage/security).
const ADDRESS = { origin: 'https://mycompany.com', path: '/myapp.php?foo=1&bar=2' };
const FORM = new URLSearchParams({
  ...{ CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309', To: '+18005551212' },
});
const TOKEN = '12345';
const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

test('Twilio’s own example is signed by its token, for its address and its fields alone', () => {
  expect(isTwilioSignature(SIGNATURE, ADDRESS, FORM, TOKEN)).toBe(true);
  expect(isTwilioSignature(SIGNATURE, ADDRESS, FORM, '12346')).toBe(false);
  expect(isTwilioSignature(SIGNATURE, { ...ADDRESS, origin: 'http://mycompany.com' }, FORM, TOKEN)).toBe(false);
  expect(isTwilioSignature(SIGNATURE, { ...ADDRESS, path: '/myapp.php?foo=1' }, FORM, TOKEN)).toBe(false);
  const more = new URLSearchParams(FORM);
  more.append('Digits', '5');
  expect(isTwilioSignature(SIGNATURE, ADDRESS, more, TOKEN)).toBe(false);
});

test('an address with a port is signed with it or without', () => {
  expect(isTwilioSignature(SIGNATURE, { ...ADDRESS, origin: 'https://mycompany.com:8443' }, FORM, TOKEN)).toBe(true);
  const signed = (url: string) => createHmac('sha1', TOKEN).update(url).digest('base64');
  const address = { origin: 'https://mycompany.com:8443', path: '/' };
  const nothing = new URLSearchParams();
  expect(isTwilioSignature(signed('https://mycompany.com:8443/'), address, nothing, TOKEN)).toBe(true);
  expect(isTwilioSignature(signed('https://mycompany.com:8444/'), address, nothing, TOKEN)).toBe(false);
});

test.each([undefined, '', 'short', SIGNATURE.slice(1), `${SIGNATURE} `, [SIGNATURE]])(
  '%j is no signature',
  (header) => {
    expect(isTwilioSignature(header, ADDRESS, FORM, TOKEN)).toBe(false);
    expect(isWhatsAppSignature(header, Buffer.from('{}'), 'secret')).toBe(false);
  },
);

test('WhatsApp signs the bytes of the body', () => {
  const body = Buffer.from('{"name":"\\u00e4"}');
  const header = `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`;
  expect(isWhatsAppSignature(header, body, 'secret')).toBe(true);
  expect(isWhatsAppSignature(header, Buffer.from('{"name":"ä"}'), 'secret')).toBe(false);
  expect(isWhatsAppSignature(header, body, 'another')).toBe(false);
  expect(isWhatsAppSignature(header.slice('sha256='.length), body, 'secret')).toBe(false);
});
