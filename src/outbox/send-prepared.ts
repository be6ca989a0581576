import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import type { Checkpoint } from '../activities/checkpoint.js';
import { messageReference } from '../channels/message-reference.js';
import type { SendOutcome } from '../channels/send-outcome.js';
import { Business } from '../db/business.js';
import { describeError } from '../db/postgres-error.js';
import { putBack, writeOutcome } from '../db/repositories/outbox.js';
import { listPrepared, type PreparedMessage } from '../db/repositories/outbox-chunks.js';
import { GateUnavailable } from '../gate/errors.js';
import type { ProviderPace } from '../gate/provider-pace.js';
import { withinMs } from '../observability/time-limit.js';
import type { ChunkId } from '../operations/batch.js';
import type { Channels } from '../operations/channels.js';
import type { JobParameters, MessagesDefinition } from '../operations/definition.js';
import { FAILURE } from '../operations/errors.js';
import type { Hold } from '../operations/hold.js';
import type { Message, MessagePace, MessageToSend } from '../operations/message.js';
import { claimMessage } from './claim-message.js';

/** What a provider has made of one request. Over no channel where the definition sends in a way of its own. */
export interface ProviderAnswered {
  readonly channel: string;
  readonly outcome: SendOutcome['kind'];
}

export interface SendingDependencies {
  readonly dataSource: DataSource;
  readonly pace: Pick<ProviderPace, 'takeTurn' | 'slow'>;
  readonly channels: Channels;
  readonly checkpoint: Checkpoint;
  readonly recordAnswer: (answered: ProviderAnswered) => void;
  /**
   * Called where the provider has taken a message and that could not be written, because the message was not the claim's any
   * more: a webhook was faster, or an earlier attempt to write it has arrived after all.
   */
  readonly recordLateAnswer: (message: Omit<Message, 'address'>) => void;
}

/** The messages of one chunk. */
interface ChunkToSend {
  readonly chunk: ChunkId;
  readonly definition: MessagesDefinition;
  readonly parameters: JobParameters;
  /** By `performance.now()`: no other message is begun then. At least one is sent. */
  readonly untilMs: number;
}

/** Why no other message of the chunk is sent now. `not running`: its job is paused, cancelled or ending. */
type SendingEnd =
  | { readonly kind: 'nothing left' }
  | { readonly kind: 'time is over' }
  | { readonly kind: 'not running' }
  | { readonly kind: 'hold'; readonly hold: Hold };

/** Requests of one attempt that are under way at once: 60 messages a second where each takes 130 ms. */
const SENDS_AT_ONCE = 8;
/** A turn that comes later than this is waited for by the workflow: an attempt holds a slot. */
const LONGEST_WAIT_MS = 5_000;
/** The client's own time-outs are shorter. Half of the lease. */
const SEND_WITHIN_MS = 30_000;
/** A worker that was frozen between a claim and its request does not send any more: the job may be over. */
const SEND_AFTER_AT_MOST_MS = 5_000;
/** Waits between attempts to write an outcome: a provider's answer is not thrown away for a database that is away for seconds. */
const OUTCOME_RETRIES_MS = [200, 400, 800, 1_600, 3_200];

/**
 * Sends the prepared messages of a chunk: for each one a turn of the provider number, a committed claim, one request, and its
 * outcome. What is under way when it ends gets its outcome first.
 *
 * @throws what PostgreSQL throws; ApplicationFailure `BatchImpossible` where the provider says that nobody else can be reached
 */
export async function sendPrepared(dependencies: SendingDependencies, of: ChunkToSend): Promise<SendingEnd> {
  const business = new Business(dependencies.dataSource, of.chunk.businessId);
  const pace = await of.definition.paceOf(business, of.chunk, of.parameters, dependencies.channels);
  const sending = new ChunkSending(dependencies, of, business, pace);
  for (;;) {
    const { due, nextDueInMs } = await listPrepared(business, of.chunk);
    if (due.length === 0) return nextDueInMs === null ? { kind: 'nothing left' } : holdOf(nextDueInMs);
    const end = await sending.send(due);
    if (end) return end;
  }
}

class ChunkSending {
  readonly #underWay = new Set<Promise<void>>();
  #begun = 0;
  #end: SendingEnd | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly dependencies: SendingDependencies,
    private readonly of: ChunkToSend,
    private readonly business: Business,
    private readonly pace: MessagePace,
  ) {}

  /** @returns null where all were begun */
  async send(messages: readonly PreparedMessage[]): Promise<SendingEnd | null> {
    for (const message of messages) {
      if (this.#underWay.size >= SENDS_AT_ONCE) await Promise.race(this.#underWay);
      if (this.#isOver()) break;
      const end = await this.#waitForTurn();
      // A message that is under way may have found another reason meanwhile.
      this.#end ??= end;
      if (this.#isOver()) break;
      this.#begun++;
      const one: Promise<void> = this.#sendOne(message)
        .catch((error: unknown) => void (this.#failure ??= { error }))
        .finally(() => this.#underWay.delete(one));
      this.#underWay.add(one);
    }
    await Promise.all(this.#underWay);
    if (this.#failure) throw this.#failure.error;
    return this.#end;
  }

  #isOver(): boolean {
    if (this.#begun > 0 && performance.now() >= this.of.untilMs) this.#end ??= { kind: 'time is over' };
    return this.#end !== null || this.#failure !== null;
  }

  async #waitForTurn(): Promise<SendingEnd | null> {
    try {
      const waitMs = await this.dependencies.pace.takeTurn(this.pace, LONGEST_WAIT_MS);
      if (waitMs > LONGEST_WAIT_MS) return holdOf(waitMs);
      if (waitMs > 0) await delay(waitMs);
      return null;
    } catch (error) {
      if (!(error instanceof GateUnavailable)) throw error;
      return {
        kind: 'hold',
        hold: { kind: 'provider_pace', reason: 'Redis is away, which keeps the rate of sending' },
      };
    }
  }

  async #sendOne({ targetId, address }: PreparedMessage): Promise<void> {
    const { chunk, definition, parameters } = this.of;
    const { checkpoint, channels } = this.dependencies;
    const { businessId, jobId } = chunk;
    const message = { businessId, jobId, targetId, address };
    // Of this claim alone: an outcome whose connection was cut may reach PostgreSQL when the message is claimed again.
    const claimId = randomUUID();
    await checkpoint('before claim', chunk);
    const askedAtMs = performance.now();
    const claimed = await claimMessage(this.business, { message, definition, parameters, channels, claimId });
    if (claimed === 'not running') this.#end ??= { kind: 'not running' };
    if (typeof claimed === 'string') return;
    await checkpoint('claimed', chunk);
    const isLate = performance.now() - askedAtMs > SEND_AFTER_AT_MOST_MS;
    if (isLate) return insist(() => putBack(this.business, message, claimId));
    const toSend = { ...message, reference: messageReference(message), content: claimed.content };
    const outcome = await answerOf(definition, toSend);
    this.dependencies.recordAnswer({ channel: definition.channel ?? 'none', outcome: outcome.kind });
    await checkpoint('answered', chunk);
    // Also when it takes longer than the lease: it is accepted from this claim as long as there is no better one.
    const isWritten = await insist(() => writeOutcome(this.business, message, claimId, outcome));
    if (!isWritten && outcome.kind === 'accepted') this.dependencies.recordLateAnswer({ businessId, jobId, targetId });
    await checkpoint('outcome written', chunk);
    if (outcome.kind === 'not processed' && !outcome.onlyPerson) await this.#slow(outcome.retryAfterMs);
    if (outcome.kind === 'refused' && outcome.stopsJob) throw refusedByProvider(outcome.code);
  }

  /** While Redis is away nobody gets a turn anyway. */
  async #slow(forMs: number | null): Promise<void> {
    await this.dependencies.pace.slow(this.pace, forMs).catch((error: unknown) => {
      if (!(error instanceof GateUnavailable)) throw error;
    });
  }
}

async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (const retryInMs of OUTCOME_RETRIES_MS) {
    try {
      return await write();
    } catch {
      await delay(retryInMs);
    }
  }
  return write();
}

/** A request that fails otherwise than its definition foresees may have arrived. */
async function answerOf(definition: MessagesDefinition, message: MessageToSend): Promise<SendOutcome> {
  try {
    return await withinMs(definition.send(message, AbortSignal.timeout(SEND_WITHIN_MS)), SEND_WITHIN_MS);
  } catch (error) {
    return { kind: 'unknown', code: describeError(error) };
  }
}

function holdOf(waitMs: number): SendingEnd {
  const reason = `the provider takes the next message in ${Math.ceil(waitMs / 1000)} s`;
  return { kind: 'hold', hold: { kind: 'provider_pace', reason } };
}

function refusedByProvider(code: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`the provider refuses all messages: ${code}`, FAILURE.batchImpossible);
}
