import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { DownloadFailed } from '../fetch-failure.js';
import type { AnswerHead } from './answer-head.js';

/** Each of them (1xx) begins the wait for the answer anew. */
const MAX_INTERIM_ANSWERS = 10;

export interface ProviderAnswer extends AnswerHead {
  /** Comes no faster than it is taken. */
  readonly body: Readable;
}

export interface AnswerReader {
  readonly handler: Dispatcher.DispatchHandler;
  readonly answer: Promise<ProviderAnswer>;
  /** To be called when the provider has ended the connection, before undici sees that. */
  readonly socketEnded: () => void;
}

/**
 * Reads one answer, in place of `client.request`: that one breaks off when the provider closes the connection at the moment when the
 * body has to wait for its taker. undici 7 then gives up a body that is whole, or throws from a socket's event, which
 * nobody can catch (undici pull request 5474 mends it, for version 8). So the body stops waiting first.
 */
export function answerReader(): AnswerReader {
  let controller: Dispatcher.DispatchController | null = null;
  let hasSocketEnded = false;
  let interimAnswers = 0;
  const body = new Readable({ highWaterMark: 64 * 1024, read: () => controller?.resume() });
  body.on('error', () => undefined); // thrown where the body is taken, if it still is
  let handler: Dispatcher.DispatchHandler = {};
  const answer = new Promise<ProviderAnswer>((resolve, reject) => {
    handler = {
      onRequestStart(started) {
        controller = started;
      },
      onResponseStart(started, statusCode, headers) {
        if (statusCode >= 200) return resolve({ statusCode, headers, body });
        if (++interimAnswers > MAX_INTERIM_ANSWERS) started.abort(new DownloadFailed('provider_error'));
      },
      onResponseData(started, piece) {
        if (!body.push(piece) && !hasSocketEnded) started.pause();
      },
      onResponseEnd() {
        body.push(null);
      },
      onResponseError(_, error) {
        reject(error);
        body.destroy(error);
      },
    };
  });
  return {
    handler,
    answer,
    socketEnded() {
      hasSocketEnded = true;
      controller?.resume();
    },
  };
}
