import { expect, test } from '@jest/globals';
import { phoneNumberOf } from '../../src/channels/phone-number.js';
import { addressOfWhatsAppId, whatsAppAddressOf } from '../../src/channels/whatsapp/whatsapp-address.js';

test.each([
  ['+49 170 1234567', '+491701234567', 'DE'],
  ['  0049 (170) 123-4567 ', '+491701234567', 'DE'],
  ['+49 (0) 170 1234567', '+491701234567', 'DE'],
  ['+44 20 7946 0018', '+442079460018', 'GB'],
  ['+1 (876) 555-0123', '+18765550123', 'JM'],
  ['+972 50-234-5678', '+972502345678', 'IL'],
  // With the 1 that mobile numbers of Mexico had until 2019, and without.
  ['+52 1 55 1234 5678', '+525512345678', 'MX'],
  ['0052 (1) 55-1234-5678', '+525512345678', 'MX'],
  ['+52 55 1234 5678', '+525512345678', 'MX'],
  // No range in service, as that of the sample leads: it is sent, and the provider refuses it.
  ['+1 555 000 0001', '+15550000001', 'US'],
])('%j is %s in %s', (text, address, country) => {
  expect(phoneNumberOf(text)).toEqual({ address, country });
});

test.each([
  '',
  'call me',
  '0170 1234567',
  '170 1234567',
  '+49',
  '+49 170',
  `+49 170 ${'1'.repeat(20)}`,
  // Longer than E.164 has them, though Germany's numbers may be as long.
  '+49 170 123456789012',
  'do not call: +49 170 1234567',
  '+49 170 1234567 (work)',
  '+49 170 1234567/8',
  '+49 170 1234567, +49 171 7654321',
  '+0 123456789',
])('%j is no number', (text) => {
  expect(phoneNumberOf(text)).toBeNull();
});

test('a number with an extension is none: nobody would press it', () => {
  expect(phoneNumberOf('+1 213 373 4253 ext. 12')).toBeNull();
});

test.each([
  ['491701234567', '+491701234567'],
  ['5215512345678', '+525512345678'],
  ['525512345678', '+525512345678'],
  ['5491123456789', '+5491123456789'],
  ['541123456789', '+5491123456789'],
  ['551187654321', '+5511987654321'],
  ['5511987654321', '+5511987654321'],
  // No area code begins with a 9: not all of it is there.
  ['549123456789', '+549123456789'],
  // A landline, and a mobile number that never was without the 9.
  ['551140001234', '+551140001234'],
  ['5511912345678', '+5511912345678'],
  ['12', null],
])('WhatsApp’s %s is the person at %j', (id, address) => {
  expect(addressOfWhatsAppId(id)).toBe(address);
});

test.each(['+491701234567', '+5491123456789', '+5511987654321', '+551140001234', '+525512345678', '+15550000001'])(
  'the one address of a person stays what it is: %s',
  (address) => {
    expect(whatsAppAddressOf(address)).toBe(address);
  },
);
