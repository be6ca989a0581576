import { type DownloadFailureCode, DownloadFailed } from '../download-failure.js';

/**
 * A failure that keeps of its cause the operating system's or the library's word for it. Their messages and fields hold
 * host names, addresses and raw bytes of answers, and causes are written into logs and histories.
 */
export function failureWithCause(code: DownloadFailureCode, cause: unknown): DownloadFailed {
  if (cause instanceof DownloadFailed) return cause;
  const word = wordOf(cause);
  return new DownloadFailed(code, undefined, word === null ? undefined : { cause: new Error(word) });
}

/**
 * What an error of a transfer under way says of it: one of the socket, of undici or of a decoder. What has no code is none of
 * these but a mistake of ours, and stays what it is.
 */
export function failureOfTransfer(error: unknown): unknown {
  const word = wordOf(error);
  if (error instanceof DownloadFailed || word === null) return error;
  return failureWithCause(codeOf(word), error);
}

function codeOf(word: string): DownloadFailureCode {
  switch (word) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'too_slow';
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return 'too_large';
    case 'UND_ERR_HEADERS_OVERFLOW':
      return 'provider_error';
    // A chunked body, and a compressed one, that ends before its end.
    case 'HPE_INVALID_EOF_STATE':
    case 'Z_BUF_ERROR':
      return 'incomplete';
    default:
      // What is no HTTP, and what cannot be decoded; the rest are sockets that closed.
      return /^(HPE_|Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/.test(word) ? 'provider_error' : 'incomplete';
  }
}

function wordOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : null;
}
