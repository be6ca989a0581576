import { text } from 'node:stream/consumers';
import type { SendOutcome } from '../../src/channels/send-outcome.js';
import { withHttpServer } from './tcp-server.js';

interface SentMessage {
  readonly address: string;
  readonly reference: string;
}

/** `lost before` and `lost after` it has taken the message: the connection ends without an answer. */
type Answer = SendOutcome | 'lost before' | 'lost after' | 'nonsense' | undefined;

/** Takes messages in place of a provider, and counts what each address got. */
export interface MessageStandIn {
  readonly url: string;
  /** The messages that it has taken, in order. */
  readonly taken: readonly SentMessage[];
  /** How many requests came, whatever became of them. */
  readonly requests: () => number;
  /** How often each address was reached that was reached more than once. */
  reachedTwice(): readonly string[];
  /** @param answer to the n-th request of all, from 1; undefined where it takes the message */
  answerWith(answer: (message: SentMessage, no: number) => Answer | Promise<Answer>): void;
}

export function withMessageStandIn<T>(test: (standIn: MessageStandIn) => Promise<T>): Promise<T> {
  const taken: SentMessage[] = [];
  let requests = 0;
  let answerTo: (message: SentMessage, no: number) => Answer | Promise<Answer> = () => undefined;
  return withHttpServer(
    (request, response) => {
      void (async () => {
        const message = JSON.parse(await text(request)) as SentMessage;
        const no = ++requests;
        const answer = (await answerTo(message, no)) ?? { kind: 'accepted', reference: `their-${no}` };
        if (answer === 'lost after' || (typeof answer === 'object' && answer.kind === 'accepted')) taken.push(message);
        if (typeof answer === 'object') response.end(JSON.stringify(answer));
        else if (answer === 'nonsense') response.end(answer);
        else response.destroy();
      })();
    },
    (url) =>
      test({
        url,
        taken,
        requests: () => requests,
        reachedTwice() {
          const addresses = taken.map(({ address }) => address);
          return addresses.filter((address, index) => addresses.indexOf(address) !== index);
        },
        answerWith: (answer) => void (answerTo = answer),
      }),
  );
}
