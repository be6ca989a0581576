import { z } from 'zod';
import type { Channel } from '../channels/channel.js';
import type { SendOutcome } from '../channels/send-outcome.js';
import type { Channels } from './channels.js';
import type {
  ComposedMessage,
  Message,
  MessageContent,
  MessageLimits,
  MessagePace,
  MessageToSend,
  SoughtMessage,
} from './message.js';
import type { Policy } from './policy.js';
import type { Selection, WayToSelect } from './selection.js';
import type { Sql } from './sql.js';
import type { TargetIds } from './target-ids.js';

export type { Sql } from './sql.js';

/** A piece of SQL over the target table's columns; parameters are numbered from `$firstParameter`. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Where the targets of an operation type live. The table has `id bigint` (its key) and `business_id`. */
export interface TargetTable {
  readonly table: string;
  /**
   * The table says which transactions have inserted and last written a row, and when (`trackWritesOf` in a migration).
   * Without it the highest id is all that a selection is held to: a row that is changed into a filter before the job
   * reaches it is acted on, and so is one whose insert was open, under a lower id, when the request was accepted.
   */
  readonly tracksWrites: boolean;
  /** What a person calls a target: SQL over the table's columns, a text that is never null. */
  readonly nameOf: string;
  /** Fields a `selection.filter` may have; unknown ones are refused with their name. */
  readonly filterSchema: z.ZodType<Readonly<Record<string, unknown>>>;
  /** The parsed filter as SQL. Its fields are joined by AND. */
  filterCondition(filter: Readonly<Record<string, unknown>>, firstParameter: number): SqlCondition;
  /** What "all" selects, as SQL over the table's columns; absent where that is every row of the business. */
  readonly everything?: string;
  /** Rows that are part of a target and are deleted with it. */
  readonly dependants?: readonly NamingColumn[];
  /** Columns that are set to null when their target is deleted. */
  readonly references?: readonly NamingColumn[];
}

/**
 * A column of another table that names targets by their id. The table has `id bigint` (its key) and `business_id` as well,
 * and an index that begins with the column.
 */
interface NamingColumn {
  readonly table: string;
  readonly column: string;
}

/** What became of the targets of a chunk; those that are neither done nor refused count as skipped. */
export interface Acted {
  readonly done: number;
  readonly refused: readonly RefusedTarget[];
  /** For the definition's `afterCommit`; absent where nothing is left to do. */
  readonly afterCommit?: LeftToDo;
}

/** What is left to do outside of the database once the chunk is committed. */
export interface LeftToDo {
  /** As JSON can hold them: the names of files, for example. They are kept until they are done. */
  readonly items: readonly unknown[];
  /** A day (`YYYY-MM-DD`) that has to be over first: `archiveExpiresOn` for what an undo would need. Null and absent: none. */
  readonly keepUntil?: string | null;
}

/** A target that the domain forbids to act on: it is recorded as failed, and the others are done. */
export interface RefusedTarget {
  readonly targetId: number;
  /** Short and stable, without row data: it is stored and shown. */
  readonly code: string;
}

export interface ChunkOfTargets {
  readonly businessId: number;
  readonly jobId: string;
  /** Of rows that this transaction has locked. Never empty. */
  readonly ids: TargetIds;
  /** The day (`YYYY-MM-DD`) until which the archive keeps what the job deletes; null where it is not archived. */
  readonly archiveExpiresOn: string | null;
}

/** What an operation type needs beside its selection, as JSON can hold it. */
export type JobParameters = Readonly<Record<string, unknown>>;

/** The parameters of an operation type that needs nothing beside its selection. */
export const NO_PARAMETERS = z.strictObject({}).meta({ id: 'NoParameters' });

/** Why a type is not started over these targets for now. Only definitions of the product have a reason. */
export interface StartRefusal {
  readonly reason: 'import_running';
  readonly importId: number;
}

/** A job that has come to the end of its targets. */
interface JobToFinish extends Pick<ChunkOfTargets, 'businessId' | 'jobId' | 'archiveExpiresOn'> {
  readonly selection: Selection;
}

/** What committed chunks of a job have left to do. */
interface CommittedWork {
  readonly businessId: number;
  readonly jobId: string;
  /** Those that one call of `act` has returned. */
  readonly items: readonly unknown[];
}

/**
 * One operation type: what it selects from, what else it has to be told, and what a chunk does. Everything else (gate,
 * ledger, fence, counting, progress, pause, cancel) is the engine's.
 *
 * @typeParam P its parameters
 */
interface CommonDefinition<P extends JobParameters> {
  /** The operation type, as it stands in URLs, rows and lock keys: `[a-z_]+`. */
  readonly type: string;
  /** One line for people: shown in the API's documentation and the Temporal Web UI. */
  readonly summary: string;
  /** Where an installation does not override it (`BULKGATE_POLICIES`). */
  readonly policy: Policy;
  readonly targets: TargetTable;
  /** How a start may select its targets; in every way where it is absent. */
  readonly selectedBy?: readonly WayToSelect[];
  /**
   * What a start has to say beside its selection; `NO_PARAMETERS` where that is nothing. A strict object, so that a mistyped
   * field is refused by its name. What it makes of the request is kept in the job's row as JSON and checked with it once
   * more before the first chunk: it must accept what it has made.
   */
  readonly parameters: z.ZodType<P>;
  /** Asked before a start, and by its dry run. Null where nothing is in its way. Statements that read, with the rights of the API. */
  startRefusal?(sql: Sql, start: { businessId: number; selection: Selection }): Promise<StartRefusal | null>;
  /**
   * What is left to do when no target is left, in one transaction and once, however often a worker dies. A job that is cancelled
   * or fails before does not come here. Like `act`, it must do nothing that a rollback does not undo.
   */
  finish?(sql: Sql, job: JobToFinish, parameters: P): Promise<void>;
}

/** An operation type whose work is rows of this database: a rollback undoes all of it. */
export interface RowsDefinition<P extends JobParameters = JobParameters> extends CommonDefinition<P> {
  readonly kind: 'rows';
  /** Whether `act` archives what it deletes or overwrites, as `deleteTargets` and `updateTargets` do: a job can be undone. */
  readonly isArchived?: boolean;
  /** Of messages alone. */
  readonly channel?: undefined;
  readonly findSent?: undefined;
  readonly limitsOf?: undefined;
  /**
   * Acts on the locked rows, inside the chunk's transaction. It may be called again with a part of the same rows after
   * its changes were rolled back to a savepoint, so it must do nothing that a rollback does not undo.
   *
   * @throws TargetRefused when the domain forbids one of the targets, and which one only the engine can find out, by halving
   */
  act(sql: Sql, chunk: ChunkOfTargets, parameters: P): Promise<Acted>;
  /**
   * What is left to do when targets that `act` has deleted are back, in the same transaction: what `act` has written beside
   * the archive is taken back. The chunk has the id of the job that is undone, and those of its ids that are back.
   *
   * @throws TargetRefused as `act` does
   */
  afterRestore?(sql: Sql, chunk: ChunkOfTargets): Promise<void>;
  /** The type whose jobs it undoes, and whose gate its jobs hold; only of a restore. */
  readonly undoes?: string;
  /**
   * Does what no rollback could undo, such as to delete files: what `act` has returned as `afterCommit`. Upkeep of a worker calls
   * it within seconds after the commit. It must be repeatable: it is called again, by whichever worker, until it has returned.
   *
   * @param sql statements within the business, each committed by itself
   */
  afterCommit?(sql: Sql, work: CommittedWork): Promise<void>;
}

/**
 * An operation type that sends messages, which no rollback takes back. The engine keeps an outbox, so that no message is sent
 * twice and none is lost without a word (docs/outbox.md).
 *
 * What a message says is read when it is sent and is stored nowhere.
 */
export interface MessagesDefinition<P extends JobParameters = JobParameters> extends CommonDefinition<P> {
  readonly kind: 'messages';
  /** What an account is needed for: without one a start is refused. Absent where the definition sends in a way of its own. */
  readonly channel?: Channel;
  /**
   * What a start limits. The engine keeps to `perDay`; hours are kept by the channel, which a definition hands them to.
   * A dry run looks at both.
   */
  limitsOf?(parameters: P): MessageLimits;
  /**
   * Says for each target of the chunk whom it reaches, or why nobody. Inside the chunk's first transaction, on rows that are
   * locked. Like `act` of rows it may be called again with a part of them. A target that it leaves out counts as skipped.
   *
   * @throws TargetRefused as `act` of rows does
   */
  compose(sql: Sql, chunk: ChunkOfTargets, parameters: P, channels: Channels): Promise<readonly ComposedMessage[]>;
  /** Asked once for each attempt of a chunk. */
  paceOf(sql: Sql, job: Pick<Message, 'businessId' | 'jobId'>, parameters: P, channels: Channels): Promise<MessagePace>;
  /**
   * What a message says to one target, for a person who looks before the start: one text for each that is filled in for it.
   * Null where a field that they name is empty. With the rights of the API; absent where all are sent the same.
   */
  previewOf?(
    sql: Sql,
    target: Pick<Message, 'businessId' | 'targetId'>,
    parameters: P,
  ): Promise<readonly string[] | null>;
  /** Directly before the message is sent: whether consent still stands, and what the message says. Statements that read. */
  contentOf(sql: Sql, message: Message, parameters: P, channels: Channels): Promise<MessageContent>;
  /**
   * Sends it: one request, without a retry and without a redirect, that ends well under the lease of 60 s. Where it throws, or
   * has not answered when the signal is aborted, nobody knows whether the message was sent: it becomes `unknown`.
   */
  send(message: MessageToSend, signal: AbortSignal): Promise<SendOutcome>;
  /**
   * What the provider has taken for an address between two moments, where it can be asked: what became of a message whose answer was
   * lost. Absent where it cannot be asked. A statement is committed by itself.
   *
   * @returns its references; null where it does not tell now
   */
  findSent?(sql: Sql, sought: SoughtMessage, parameters: P, channels: Channels): Promise<readonly string[] | null>;
  /** Of rows alone. What was sent cannot be undone. */
  readonly isArchived?: undefined;
  readonly undoes?: undefined;
  readonly afterCommit?: undefined;
}

export type OperationDefinition<P extends JobParameters = JobParameters> = RowsDefinition<P> | MessagesDefinition<P>;

/** What the name of an operation type looks like. */
export const OPERATION_TYPE = /^[a-z][a-z0-9_]{0,99}$/;

/** The operation type of a job that undoes another one. No start names it, and no definition may: see `restoreOf`. */
export const RESTORE_JOB = 'restore_job';

/** The operation types a process knows, by their name. */
export type OperationRegistry = ReadonlyMap<string, OperationDefinition>;

/**
 * @throws Error when two definitions carry one name, or a name is not an `OPERATION_TYPE` or is taken
 */
export function createRegistry(definitions: readonly OperationDefinition[]): OperationRegistry {
  const registry = new Map<string, OperationDefinition>();
  for (const definition of definitions) {
    if (!OPERATION_TYPE.test(definition.type)) throw new Error(`bad operation type: ${definition.type}`);
    if (definition.type === RESTORE_JOB) throw new Error(`operation type of this program: ${definition.type}`);
    if (registry.has(definition.type)) throw new Error(`operation type defined twice: ${definition.type}`);
    registry.set(definition.type, definition);
  }
  return registry;
}

/** The operation types that there are. */
export function operationTypeSchema(registry: OperationRegistry) {
  return z.enum([...registry.keys()] as [string, ...string[]]).meta({ id: 'OperationType' });
}
