import type { CallsToFind, CallToPlace } from '../../operations/channels.js';
import { type AnswerLanguage, fieldOf, judgeAnswer } from '../judge-answer.js';
import type { ProviderConnections } from '../provider-connections.js';
import type { SendOutcome } from '../send-outcome.js';
import { meaningOfTwilioCode } from './twilio-codes.js';

/** Whose call it is. */
interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

interface OutboundCall extends Omit<CallToPlace, 'reference'> {
  /** Where each change of the call's state is told; our reference is part of its query. Null: nowhere. */
  readonly statusCallback: string | null;
}

/** More than one is too many already: which one it was, nobody knows. */
const MOST_FOUND = 20;

const CALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

const LANGUAGE: AnswerLanguage = {
  referenceIn: (body) => fieldOf(body, 'sid'),
  codeIn: (body) => fieldOf(body, 'code'),
  meaningOf: meaningOfTwilioCode,
};

/** Twilio's calls. There is no idempotency key, and a 5xx may have placed the call: it is `unknown`. */
export class TwilioClient {
  constructor(private readonly connections: Pick<ProviderConnections, 'get' | 'post'>) {}

  /** @param stop gives the answer up */
  async placeCall(account: TwilioAccount, call: OutboundCall, stop?: AbortSignal): Promise<SendOutcome> {
    const request = {
      path: pathOf(account.accountSid),
      headers: { ...credentials(account), 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf(call).toString(),
    };
    return judgeAnswer(await this.connections.post(request, stop), LANGUAGE);
  }

  /**
   * The references of the calls between two numbers that were placed between two moments: what became of one whose answer was
   * lost. Twilio shows a call some time after it took it.
   *
   * @returns null where Twilio does not tell now
   */
  async findCalls(
    account: TwilioAccount,
    { to, from, since, until }: CallsToFind,
    stop?: AbortSignal,
  ): Promise<string[] | null> {
    // To the day, which is all that can be asked for; in UTC.
    const query = new URLSearchParams({ To: to, From: from, 'StartTime>': since.toISOString().slice(0, 10) });
    query.set('PageSize', String(MOST_FOUND));
    const path = `${pathOf(account.accountSid)}?${query.toString()}`;
    const answer = await this.connections.get({ path, headers: credentials(account) }, stop);
    const calls = answer.kind === 'answered' && answer.status === 200 ? fieldOf(answer.body, 'calls') : null;
    if (!Array.isArray(calls)) return null;
    return calls.flatMap((call: unknown) => {
      const [sid, createdAt] = [fieldOf(call, 'sid'), Date.parse(String(fieldOf(call, 'date_created')))];
      // To the second.
      const isBetween = createdAt >= Math.floor(since.getTime() / 1_000) * 1_000 && createdAt <= until.getTime();
      return typeof sid === 'string' && isBetween ? [sid] : [];
    });
  }
}

function pathOf(accountSid: string): string {
  return `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Calls.json`;
}

function credentials({ accountSid, authToken }: TwilioAccount): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` };
}

function formOf({ to, from, content, statusCallback }: OutboundCall): URLSearchParams {
  const form = new URLSearchParams({ To: to, From: from });
  if ('twiml' in content) form.set('Twiml', content.twiml);
  else form.set('Url', content.url);
  if (statusCallback === null) return form;
  form.set('StatusCallback', statusCallback);
  form.set('StatusCallbackMethod', 'POST');
  for (const event of CALL_EVENTS) form.append('StatusCallbackEvent', event);
  return form;
}
