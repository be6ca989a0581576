import type { Business } from '../db/business.js';
import { describeError, errorMeaning } from '../db/postgres-error.js';
import { lockSendingJob } from '../db/repositories/open-chunks.js';
import { takeFromDay } from '../db/repositories/message-days.js';
import { lockPrepared, markFailed, markSending, markSkipped, putBack } from '../db/repositories/outbox.js';
import { CommitFailed, type Transaction } from '../db/transaction.js';
import type { Channels } from '../operations/channels.js';
import type { JobParameters, MessagesDefinition } from '../operations/definition.js';
import { CAPPED, type Message } from '../operations/message.js';

interface MessageToClaim {
  readonly message: Message;
  readonly definition: MessagesDefinition;
  readonly parameters: JobParameters;
  readonly channels: Channels;
  /** Names whoever alone may write the outcome. */
  readonly claimId: string;
}

/** `gone`: another attempt has it. `not sent`: it is skipped or failed. `not running`: its job sends nothing now. */
type Claim = { readonly content: unknown } | 'gone' | 'not sent' | 'not running';

/**
 * Claims a message, in one short transaction: it is prepared, consent still stands, and its job runs. The message is locked
 * first and the job's row last, as everywhere. Once it is committed the message is sent at once, or it is `unknown` when its
 * lease has ended.
 */
export async function claimMessage(
  business: Business,
  { message, definition, parameters, channels, claimId }: MessageToClaim,
): Promise<Claim> {
  try {
    return await whileRunning(business, message, async (sql) => {
      const [isPrepared, found] = await Promise.all([
        lockPrepared(sql, message),
        definition.contentOf(sql, message, parameters, channels),
      ]);
      if (!isPrepared) return { claim: 'gone' };
      if ('skipped' in found) return { claim: 'not sent', write: markSkipped(sql, message, found.skipped) };
      const { perDay } = definition.limitsOf?.(parameters) ?? {};
      if (perDay !== undefined && !(await takeFromDay(sql, message, channels.now(), perDay))) {
        return { claim: 'not sent', write: markSkipped(sql, message, CAPPED) };
      }
      return { claim: found, write: markSending(sql, message, claimId) };
    });
  } catch (error) {
    // Whether it is claimed or not, it has not been sent.
    if (error instanceof CommitFailed) await putBack(business, message, claimId).catch(() => undefined);
    else if (errorMeaning(error) === 'row') return failMessage(business, message, describeError(error));
    throw error;
  }
}

/** What it is to say cannot be read. The others of its chunk are sent. */
function failMessage(business: Business, message: Message, code: string): Promise<Claim> {
  return whileRunning(business, message, async (sql) => {
    const isPrepared = await lockPrepared(sql, message);
    return isPrepared ? { claim: 'not sent', write: markFailed(sql, message, code) } : { claim: 'gone' };
  });
}

/** The job's row says that its messages are not to be sent now. Rolls the claim back. */
class JobNotRunning extends Error {}

async function whileRunning(
  business: Business,
  message: Message,
  work: (sql: Transaction) => Promise<{ readonly claim: Claim; readonly write?: Promise<void> }>,
): Promise<Claim> {
  try {
    return await business.transaction(async (sql) => {
      const { claim, write } = await work(sql);
      // Sent in one breath, and executed in this order.
      const [, isRunning] = await Promise.all([write, lockSendingJob(sql, message)]);
      if (!isRunning) throw new JobNotRunning();
      return claim;
    });
  } catch (error) {
    if (error instanceof JobNotRunning) return 'not running';
    throw error;
  }
}
