import { type FetchFailureCode, DownloadFailed } from '../fetch-failure.js';

/**
 * A failure that keeps of its cause the operating system's or the library's word for it. Their messages and fields hold
 * host names, addresses and raw bytes of answers, and causes are written into logs and histories.
 */
export function failureWithCause(code: FetchFailureCode, cause: unknown): DownloadFailed {
  if (cause instanceof DownloadFailed) return cause;
  const word = wordOf(cause);
  return new DownloadFailed(code, undefined, word === null ? undefined : { cause: new Error(word) });
}

/**
 * What an error of a transfer under way says of it: one of the socket, of undici or of a decoder. What has no code is none of
 * these but a mistake of ours, and stays what it is.
 */
export function failureOfTransfer(error: unknown): unknown {
  if (error instanceof DownloadFailed) return error;
  const word = wordOf(error);
  return word === null ? error : failureWithCause(codeOf(word), error);
}

function codeOf(word: string): FetchFailureCode {
  switch (word) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'too_slow';
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return 'too_large';
    case 'UND_ERR_HEADERS_OVERFLOW':
    case NO_HTTP:
      return 'provider_error';
    // What is compressed, and ends before its end.
    case 'Z_BUF_ERROR':
      return 'incomplete';
    default:
      // What cannot be decoded; the rest are sockets that closed.
      return /^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/.test(word) ? 'provider_error' : 'incomplete';
  }
}

const NO_HTTP = 'HTTP_PARSER';

function wordOf(error: unknown): string | null {
  const { name, message, code } = (error ?? {}) as { name?: unknown; message?: unknown; code?: unknown };
  // undici means to give it a code and does not, and a body in chunks that ends too early is such an error as well.
  if (name === 'HTTPParserError') return String(message).includes('Invalid EOF state') ? 'EOF' : NO_HTTP;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : null;
}
