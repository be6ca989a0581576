import { expect, test } from '@jest/globals';
import { fillTwiml, twimlFault } from '../../src/operations/twiml.js';

test.each([
  '<Response/>',
  '<Response><Say voice="Polly.Joanna" language=\'en-US\'>Hello {{name}} &amp; all, &#8364; &#x20AC;</Say></Response>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n  <!-- who -->\n  <Pause length="1" />\n  <Hangup/>\n</Response>\n',
  '<Response><Gather action="https://crm.example/a?b=1&amp;c=2"><Say><![CDATA[1 < 2 & 3]]></Say></Gather></Response>',
  '<Response><Say><lang xml:lang="fr-FR">Bonjour {{name}}</lang></Say></Response><!-- end -->',
])('%s is TwiML', (twiml) => {
  expect(twimlFault(twiml)).toBeNull();
});

test.each([
  ['', 'must be one <Response>'],
  ['Hello {{name}}', 'must be one <Response>'],
  ['<Say>Hello</Say>', 'must be one <Response>'],
  ['<Response/><Response/>', 'must be one <Response>'],
  ['<Response/>Hello', 'must be one <Response>'],
  ['<Response><Say>Hello</Response>', 'has a <Say> that is not closed'],
  ['<Response><Say>Hello</Say>', 'has a <Response> that is not closed'],
  ['</Response>', 'has no <Response> to close'],
  ['<Response><Say>You & me</Say></Response>', 'has a & that has to be written &amp;'],
  ['<Response><Play digits="1&2"/></Response>', 'has a & that has to be written &amp;'],
  ['<Response><Say>]]></Say></Response>', 'has a ]]> that has to be written ]]&gt;'],
  ['<Response><Say voice="a" voice="b">x</Say></Response>', 'has an attribute twice in <Say>'],
  ['<Response><!-- {{name}} --></Response>', 'has a field of the lead in a comment'],
  ['<Response><Say>a\u0008b</Say></Response>', 'has a character that XML does not have'],
  ['<Response><Say voice=alice>x</Say></Response>', 'is no XML at character 11'],
  ['<Response><{{name}}/></Response>', 'is no XML at character 11'],
  ['<Response><Say {{name}}>x</Say></Response>', 'is no XML at character 11'],
  ['  <!DOCTYPE x [<!ENTITY e "e">]><Response/>', 'is no XML at character 3'],
  ['<Response><!-- a -- b --></Response>', 'is no XML at character 11'],
  ['<Response><?php x ?></Response>', 'is no XML at character 11'],
])('%s is not, and what is wrong is said', (twiml, fault) => {
  expect(twimlFault(twiml)).toBe(fault);
});

test('a TwiML stays well formed, whatever a lead is called', () => {
  const twiml = `<Response><Say voice="{{name}}" language='{{name}}'>{{name}}</Say><Say><![CDATA[{{name}}]]></Say></Response>`;
  expect(twimlFault(twiml)).toBeNull();
  for (const name of ['</Say></Response>', '"\'', ']]>', '&', '\u0000\ud800', '<!-- -- -->', '{{name}}']) {
    expect([name, twimlFault(fillTwiml(twiml, { name }))]).toEqual([name, null]);
  }
});
