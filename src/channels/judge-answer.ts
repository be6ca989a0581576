import { MAX_REFERENCE_LENGTH } from './channel-event.js';
import type { ProviderAnswer } from './provider-connections.js';
import type { SendOutcome } from './send-outcome.js';

/** What a provider's code says of the message, of the person and of the job. */
export type CodeMeaning =
  /** Not processed: everybody waits, and then it goes on. */
  | 'everybody waits'
  /** Not processed: this person waits, the others do not. */
  | 'person waits'
  /** This person cannot be reached. */
  | 'person refused'
  /** This person wants nothing more. */
  | 'person opted out'
  /** It is about the account, the number, the template: nobody else would succeed. */
  | 'job stops';

/** How one provider words its answers. */
export interface AnswerLanguage {
  /** Its reference for what it has taken. */
  readonly referenceIn: (body: unknown) => unknown;
  /** The code of a refusal. */
  readonly codeIn: (body: unknown) => unknown;
  /** Undefined for a code that is not in the table. */
  readonly meaningOf: (code: string) => CodeMeaning | undefined;
}

/**
 * What an answer means for a message. In doubt it is `unknown`: a message that is sent again though it has arrived reaches
 * a person twice, and that cannot be taken back.
 *
 * - 2xx without a reference: it may have been taken.
 * - A code of the table decides, whatever the status: WhatsApp sends 130429 with 400 as well as with 429.
 * - 429 without such a code: not processed. 401: the credentials are refused, for everybody.
 * - Other 4xx: refused. An unknown code is final for the person; a run of them stops the job by its failure ratio. 408 is
 *   not among them: a proxy sends it for a provider that did not answer in time.
 * - 5xx: neither provider promises that nothing has happened. 3xx: a 303 follows what was done.
 */
export function judgeAnswer(answer: ProviderAnswer, language: AnswerLanguage): SendOutcome {
  if (answer.kind === 'lost') return { kind: 'unknown', code: answer.code };
  if (answer.kind === 'no connection') return notProcessed(answer.code);
  const { status, body, retryAfterMs } = answer;
  if (status >= 200 && status < 300) {
    const reference = language.referenceIn(body);
    const isReference = typeof reference === 'string' && reference !== '' && reference.length <= MAX_REFERENCE_LENGTH;
    return isReference ? { kind: 'accepted', reference } : { kind: 'unknown', code: 'no_reference' };
  }
  const given = codeOf(language.codeIn(body));
  const code = given ?? `http_${status}`;
  const meaning = given === null ? undefined : language.meaningOf(given);
  if (meaning !== undefined) return outcomeOf(meaning, code, retryAfterMs);
  if (status === 429) return notProcessed(code, retryAfterMs);
  if (status === 401) return outcomeOf('job stops', code, null);
  if (status >= 400 && status < 500 && status !== 408) return outcomeOf('person refused', code, null);
  return { kind: 'unknown', code };
}

function outcomeOf(meaning: CodeMeaning, code: string, retryAfterMs: number | null): SendOutcome {
  switch (meaning) {
    case 'everybody waits':
      return notProcessed(code, retryAfterMs);
    case 'person waits':
      return { kind: 'not processed', code, retryAfterMs, onlyPerson: true };
    case 'person refused':
      return { kind: 'refused', code, stopsJob: false, isOptOut: false };
    case 'person opted out':
      return { kind: 'refused', code, stopsJob: false, isOptOut: true };
    case 'job stops':
      return { kind: 'refused', code, stopsJob: true, isOptOut: false };
  }
}

function notProcessed(code: string, retryAfterMs: number | null = null): SendOutcome {
  return { kind: 'not processed', code, retryAfterMs, onlyPerson: false };
}

/** A code is a number. Anything else is somebody's text, which may quote a person. */
function codeOf(given: unknown): string | null {
  return typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 ? String(given) : null;
}

/** A field of a parsed body, whatever the body is. */
export function fieldOf(body: unknown, name: string | number): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string | number, unknown>)[name] : undefined;
}
