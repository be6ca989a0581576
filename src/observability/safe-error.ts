import { types } from 'node:util';
import { describeError, postgresError } from '../db/postgres-error.js';

export interface LoggedError {
  readonly type: string;
  readonly message: string;
  /** Frames only: the first line of a stack repeats the message. */
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/**
 * Errors whose messages we write ourselves, or that a library builds of addresses and states alone. Of every other one
 * only type and code are told: a message may quote what it is about. `JSON.parse` quotes the body, zod the value, TypeORM
 * the criteria, Nest and Fastify the address with its query, Redis the command. The frames say where it was.
 */
const ERRORS_WITH_SAFE_MESSAGES: ReadonlySet<string> = new Set([
  ...['GateUnavailable', 'TooSlow', 'InvalidConfig', 'UndecodablePayload', 'StorageFailed'],
  // Temporal cannot be reached, in the words of its SDK: the address and the operating system's answer.
  'TransportError',
]);

/** Depth of causes that is followed; an error may be its own cause. */
const MAX_CAUSES = 5;

/** An error as it may be logged: no row data, no input, no fields that a library has hung on it. */
export function safeError(error: unknown, depth = 0): LoggedError {
  if (!isErrorLike(error)) return { type: typeof error, message: 'not an error' };
  const isOfDatabase = postgresError(error) !== null || 'driverError' in error;
  const hasCause = isErrorLike(error.cause) && !isOfDatabase && depth < MAX_CAUSES;
  return {
    type: nameOf(error),
    message: isOfDatabase ? describeError(error) : safeMessage(error),
    stack: framesOf(error),
    ...(hasCause ? { cause: safeError(error.cause, depth + 1) } : {}),
  };
}

/** Also an error of another realm (a workflow's sandbox, a test's), which is no instance of our `Error`. */
export function isErrorLike(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/** The frames of an error's stack. A message may have lines of its own, even such that look like a frame. */
export function framesOf({ stack = '', message }: Error): string {
  const afterMessage = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  return afterMessage
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

function safeMessage(error: Error): string {
  if (ERRORS_WITH_SAFE_MESSAGES.has(error.name)) return error.message;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  // The operating system's word (ECONNREFUSED), Node's (ERR_INVALID_URL), a gRPC status (14).
  const word =
    typeof code === 'number' || (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) ? code : null;
  // Redis begins its errors with a word: WRONGPASS, NOAUTH, READONLY.
  const ofRedis = error.name === 'ReplyError' ? /^[A-Z]{2,30}\b/.exec(error.message)?.[0] : undefined;
  const call = typeof syscall === 'string' && /^[a-z]{1,30}$/.test(syscall) ? ` (${syscall})` : '';
  return word !== null ? `${word}${call}` : (ofRedis ?? nameOf(error));
}

/** Names are set by code, but nothing makes them. */
function nameOf({ name }: Error): string {
  return typeof name === 'string' && /^[A-Za-z_$][\w$]{0,80}$/.test(name) ? name : 'Error';
}
