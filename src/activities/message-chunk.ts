import { Business } from '../db/business.js';
import { closeChunk, readChunk, recordFailures } from '../db/repositories/chunk-ledger.js';
import { lookAtCanary, roomOfCanary } from '../db/repositories/job-canary.js';
import {
  countersOf,
  findOpenChunk,
  isEnding,
  leaveOpen,
  lockOpenChunk,
  lockSendingJob,
  type OpenChunk,
} from '../db/repositories/open-chunks.js';
import { isDayFull } from '../db/repositories/message-days.js';
import {
  countMessages,
  cutMessages,
  endLeases,
  failPrepared,
  insertFailedMessages,
  insertMessages,
  readFailures,
} from '../db/repositories/outbox-chunks.js';
import { preparing } from '../db/prepared-statements.js';
import { sendPrepared, type SendingDependencies } from '../outbox/send-prepared.js';
import type { RecordedChunk } from '../operations/batch.js';
import type { Channels } from '../operations/channels.js';
import type { MessagesDefinition, RowsDefinition } from '../operations/definition.js';
import { CAPPED, type ComposedMessage } from '../operations/message.js';
import { actByBisecting, actOnAll, NOTHING_ACTED_ON } from './act-on-targets.js';
import {
  type Act,
  type ChunkDependencies,
  ChunkFailed,
  ChunkHeld,
  type ChunkInLedger,
  type ChunkInput,
  type ChunkOf,
  ChunkPutOff,
  type Chunks,
  isPoisoned,
  jobNotLive,
  LedgerBusy,
  type LockedRows,
  lockedTarget,
  nextOf,
  openOrWait,
  putOff,
  withinRange,
} from './chunk.js';

export interface MessageChunkDependencies
  extends ChunkDependencies, Pick<SendingDependencies, 'pace' | 'channels' | 'recordAnswer' | 'recordLateAnswer'> {
  /** For a chunk of which nothing was ever composed. */
  readonly rows: Pick<Chunks, 'recordFailed'>;
}

/** The job does not send now. Rolls the transaction back. */
class JobNotSending extends Error {}

/** The first people have been sent to, and nobody has looked yet what became of that. Rolls the transaction back. */
class CanaryIsSent extends Error {}

/** Told the last target of the chunk, once it is known: where the chunk fails for good, the targets up to it have failed. */
type Knows = (lastId: number) => void;

/**
 * Chunks of messages. A chunk is opened by one transaction, which composes its messages; they are sent one by one; another
 * transaction closes it. In between it is open in the ledger, and whichever attempt comes next goes on with what is left
 * (docs/outbox.md).
 *
 * @throws of what this returns: ChunkFailed, ChunkPutOff, ChunkHeld
 */
export function createMessageChunks(dependencies: MessageChunkDependencies): Chunks {
  const { dataSource, selections, checkpoint, recordChunk, runOfWorkflow, channels, rows } = dependencies;

  const businessOf = ({ businessId }: ChunkInput): Business => new Business(dataSource, businessId);

  /** The first transaction. @param knows is told the last target, also of a chunk that cannot be composed */
  async function open(
    input: ChunkInput,
    of: ChunkOf,
    lockedRows: LockedRows,
    act: Act,
    knows: Knows,
  ): Promise<OpenChunk | null> {
    const { businessId, jobId } = input;
    const { selected, parameters, archiveExpiresOn } = of;
    return businessOf(input).transaction(async (sql) => {
      if (!(await openOrWait(sql, input))) return findOpenChunk(sql, input);
      await checkpoint('batch opened', input);
      const room = await roomOfCanary(sql, input);
      if (room === 0) throw new CanaryIsSent();
      const isWaiting = lockedRows === 'wait';
      const targets = await nextOf(input, isWaiting)(sql, selected);
      if (targets.taken > 0) knows(targets.nextCursor);
      const { ids, locked } = isWaiting
        ? { ids: targets.ids, locked: [] }
        : await selected.lockUnlocked(sql, targets.ids);
      const chunk = { businessId, jobId, ids, archiveExpiresOn };
      const operation = { definition: composing(input, definitionOf(of), channels), parameters };
      const { failures } = ids.length === 0 ? NOTHING_ACTED_ON : await act(preparing(sql), operation, chunk);
      await insertFailedMessages(sql, input, [...locked.map(lockedTarget), ...failures]);
      const lastId = room === null ? null : await cutMessages(sql, input, room);
      const isCut = lastId !== null && lastId < targets.nextCursor;
      const composed = isCut ? await selected.nextUpTo(sql, input.cursor, lastId) : targets;
      const changedSince = await selected.countChanged(sql, input.cursor, composed);
      if (!(await leaveOpen(sql, input, composed, changedSince))) throw new JobNotSending();
      await checkpoint('before composed', input);
      return composed;
    });
  }

  /** @returns null where the chunk is closed already */
  async function openWithoutPoison(
    input: ChunkInput,
    of: ChunkOf,
    lockedRows: LockedRows,
    knows: Knows,
  ): Promise<OpenChunk | null> {
    try {
      return await open(input, of, lockedRows, actOnAll, knows);
    } catch (error) {
      if (!isPoisoned(error)) throw error;
      return open(input, of, lockedRows, actByBisecting, knows);
    }
  }

  /** The same behind the look at the canary, where that is due. @throws ChunkHeld while its webhooks are waited for */
  async function openBehindCanary(...given: Parameters<typeof openWithoutPoison>): Promise<OpenChunk | null> {
    try {
      return await openWithoutPoison(...given);
    } catch (error) {
      if (!(error instanceof CanaryIsSent)) throw error;
      const [input] = given;
      const look = await lookAtCanary(businessOf(input), input.jobId);
      if (look?.outcome === 'waiting') throw new ChunkHeld({ kind: 'canary', reason: look.reason });
      // Paused, by what was found or by somebody else; or cancelled. The job's row says it.
      if (look?.outcome !== 'passed') throw new JobNotSending();
      return openWithoutPoison(...given);
    }
  }

  /** The second transaction. @param startedAtMs of this attempt */
  async function close(input: ChunkInput, startedAtMs: number): Promise<ChunkInLedger> {
    const { operationType, runNo, size } = input;
    const done = await businessOf(input).transaction(async (sql) => {
      const chunk = await lockOpenChunk(sql, input);
      if (!chunk) {
        const recorded = await readChunk(sql, input);
        if (!recorded) throw jobNotLive();
        return { chunk: recorded, isTakenOver: true };
      }
      const messages = await countMessages(sql, input);
      // An attempt that was frozen has put one back meanwhile.
      if (messages.unsettled > 0) throw new LedgerBusy();
      await recordFailures(sql, input, await readFailures(sql, input));
      const { taken, nextCursor, exhausted } = chunk;
      const outcome = { ...countersOf(taken, messages), nextCursor, exhausted };
      const durationMs = Math.round(performance.now() - startedAtMs);
      const ran = { runNo, runId: runOfWorkflow(), durationMs, size, whilePaused: false };
      const closed = await closeChunk(sql, input, { outcome, changedSince: 0, ...ran });
      if (!closed) return await putOff(sql, input);
      await checkpoint('before commit', input);
      const recorded: RecordedChunk = { ...outcome, ...closed };
      return { chunk: recorded, isTakenOver: false };
    });
    await checkpoint('after commit', input);
    const seconds = (performance.now() - startedAtMs) / 1000;
    if (!done.isTakenOver) recordChunk({ operationType, kind: 'messages', seconds, outcome: done.chunk });
    // Sending takes the time, not this transaction.
    return { ...done, ms: null };
  }

  /** @throws ChunkHeld while a message is with another attempt, which may be dead */
  async function waitForLeases(input: ChunkInput): Promise<void> {
    const leftMs = await endLeases(businessOf(input), input);
    if (leftMs === null) return;
    const reason = `the outcome of a message is waited for: ${Math.ceil(leftMs / 1000)} s at most`;
    throw new ChunkHeld({ kind: 'lost_answer', reason });
  }

  /** @throws ChunkPutOff, JobPaused, ApplicationFailure `JobNotLive` */
  async function stop(input: ChunkInput): Promise<never> {
    const business = businessOf(input);
    // Whoever ends it may have died over that: an attempt that is put off again and again would never say so.
    if (await isEnding(business, input)) throw jobNotLive();
    return putOff(business, input);
  }

  const stopIfNotSending = (input: ChunkInput) => (error: unknown) => {
    if (error instanceof JobNotSending) return stop(input);
    throw error;
  };

  /** What is not sent yet fails, because the chunk was tried in vain. */
  async function giveUp(input: ChunkInput, code: string): Promise<void> {
    await businessOf(input).transaction(async (sql) => {
      await failPrepared(sql, input, code);
      if (!(await lockSendingJob(sql, input))) throw new JobNotSending();
    });
  }

  async function failingWith<T>(work: (knows: Knows) => Promise<T>): Promise<T> {
    let lastId: number | undefined;
    try {
      return await work((id) => (lastId = id));
    } catch (error) {
      const isSaid = error instanceof ChunkPutOff || error instanceof ChunkHeld || error instanceof ChunkFailed;
      throw isSaid ? error : new ChunkFailed(error, lastId);
    }
  }

  return {
    act: (input, lockedRows, leftMs) =>
      failingWith(async (knows) => {
        const startedAtMs = performance.now();
        const of = withinRange(await selections.of(input), input);
        await checkpoint('before begin', input);
        const chunk = await openBehindCanary(input, of, lockedRows, knows).catch(stopIfNotSending(input));
        // Closed, or its job is final: the second transaction says which.
        if (!chunk) return close(input, startedAtMs);
        if (chunk.taken > 0) knows(chunk.nextCursor);
        await checkpoint('composed', input);
        const toSend = { chunk: input, definition: definitionOf(of), parameters: of.parameters };
        const end = await sendPrepared(dependencies, { ...toSend, untilMs: startedAtMs + leftMs });
        if (end.kind === 'hold') throw new ChunkHeld(end.hold);
        if (end.kind !== 'nothing left') return stop(input);
        await waitForLeases(input);
        return close(input, startedAtMs);
      }),

    recordFailed: (input, code, lastId) =>
      failingWith(async (knows) => {
        if (!(await findOpenChunk(businessOf(input), input))) return rows.recordFailed(input, code, lastId);
        if (lastId !== undefined) knows(lastId);
        const startedAtMs = performance.now();
        await giveUp(input, code).catch(stopIfNotSending(input));
        await waitForLeases(input);
        return close(input, startedAtMs);
      }),
  };
}

function definitionOf({ definition }: ChunkOf): MessagesDefinition {
  if (definition.kind !== 'messages') throw new TypeError(`${definition.type} sends no messages`);
  return definition;
}

const capped = (message: ComposedMessage): ComposedMessage =>
  'skipped' in message ? message : { targetId: message.targetId, skipped: CAPPED };

/** Composing as an act on rows, which is what it is: what is poison among the targets is found in the same way. */
function composing(input: ChunkInput, definition: MessagesDefinition, channels: Channels): Pick<RowsDefinition, 'act'> {
  return {
    async act(sql, chunk, parameters) {
      const messages = await definition.compose(sql, chunk, parameters, channels);
      const { perDay } = definition.limitsOf?.(parameters) ?? {};
      // What is over the cap now would take a turn of the provider number, only to be skipped then.
      const isCapped = perDay !== undefined && (await isDayFull(sql, input, channels.now(), perDay));
      await insertMessages(sql, input, isCapped ? messages.map(capped) : messages);
      return { done: messages.length, refused: [] };
    },
  };
}
