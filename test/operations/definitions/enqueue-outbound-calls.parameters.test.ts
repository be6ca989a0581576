import { expect, test } from '@jest/globals';
import { enqueueOutboundCalls } from '../../../src/operations/definitions/enqueue-outbound-calls.js';

const { parameters } = enqueueOutboundCalls;
const TWIML = '<Response><Say>Hello {{name}}</Say></Response>';
const GOOD = {
  ...{ from: '+14155550100', twiml: TWIML, perDay: 500 },
  hours: { from: '09:00', until: '20:00', days: ['mon', 'tue'] },
};

test('a number, TwiML or its address, hours and a number a day are taken, and taken again', () => {
  const taken = parameters.parse(GOOD);
  expect(taken).toEqual(GOOD);
  expect(parameters.parse(taken)).toEqual(taken);
  const byAddress = { from: '+97239999999', url: 'https://crm.example/twiml?campaign=7' };
  expect(parameters.parse(byAddress)).toEqual(byAddress);
  expect(enqueueOutboundCalls.limitsOf?.(taken)).toEqual({ hours: GOOD.hours, perDay: 500 });
});

test.each([
  ['from', { from: undefined }],
  ['from', { from: '14155550100' }],
  ['from', { from: '+1 415 555 0100' }],
  ['from', { from: 'Ada' }],
  ['twiml', { twiml: undefined }],
  ['twiml', { twiml: 'Hello' }],
  ['twiml', { twiml: '<Response><Say>Hello {{password}}</Say></Response>' }],
  ['twiml', { twiml: `<Response><Say>${'x'.repeat(4_000)}</Say></Response>` }],
  ['url', { url: 'https://crm.example/twiml' }],
  ['url', { twiml: undefined, url: 'http://crm.example/twiml' }],
  ['url', { twiml: undefined, url: 'https://user:pass@crm.example/' }],
  ['url', { twiml: undefined, url: 'https://crm.example/{{name}}' }],
  ['url', { twiml: undefined, url: 'javascript:alert(1)' }],
  ['hours.until', { hours: { from: '20:00', until: '09:00' } }],
  ['hours', { hours: '09:00-20:00' }],
  ['perDay', { perDay: 0 }],
  ['perDay', { perDay: 1.5 }],
  ['', { text: 'Hello' }],
])('what is wrong with the field "%s" is said of it: %j', (field, changed) => {
  const { error } = parameters.safeParse({ ...GOOD, ...changed });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});
