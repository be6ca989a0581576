import { type AnswerLanguage, fieldOf, judgeAnswer } from '../judge-answer.js';
import type { ProviderConnections } from '../provider-connections.js';
import type { SendOutcome } from '../send-outcome.js';
import { meaningOfTwilioCode } from './twilio-codes.js';

/** Whose call it is. */
interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

interface OutboundCall {
  /** E.164, as `from`. */
  readonly to: string;
  readonly from: string;
  /** What is said and done, or where that is fetched from. */
  readonly content: { readonly twiml: string } | { readonly url: string };
  /** Where each change of the call's state is told; our reference is part of its query. */
  readonly statusCallback: string;
}

const CALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

const LANGUAGE: AnswerLanguage = {
  referenceIn: (body) => fieldOf(body, 'sid'),
  codeIn: (body) => fieldOf(body, 'code'),
  meaningOf: meaningOfTwilioCode,
};

/** Twilio's calls. There is no idempotency key, and a 5xx may have placed the call: it is `unknown`. */
export class TwilioClient {
  constructor(private readonly connections: Pick<ProviderConnections, 'post'>) {}

  /** @param stop gives the answer up */
  async placeCall(
    { accountSid, authToken }: TwilioAccount,
    call: OutboundCall,
    stop?: AbortSignal,
  ): Promise<SendOutcome> {
    const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    const request = {
      path: `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Calls.json`,
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf(call).toString(),
    };
    return judgeAnswer(await this.connections.post(request, stop), LANGUAGE);
  }
}

function formOf({ to, from, content, statusCallback }: OutboundCall): URLSearchParams {
  const form = new URLSearchParams({ To: to, From: from });
  if ('twiml' in content) form.set('Twiml', content.twiml);
  else form.set('Url', content.url);
  form.set('StatusCallback', statusCallback);
  form.set('StatusCallbackMethod', 'POST');
  for (const event of CALL_EVENTS) form.append('StatusCallbackEvent', event);
  return form;
}
