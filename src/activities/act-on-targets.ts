import { describeError, errorMeaning, postgresError } from '../db/postgres-error.js';
import type { TargetFailure } from '../db/repositories/chunk-ledger.js';
import { TargetRefused } from '../operations/errors.js';
import type { Acted, ChunkOfTargets, JobParameters, LeftToDo, RowsDefinition, Sql } from '../operations/definition.js';

export interface ActOutcome {
  readonly succeeded: number;
  readonly failures: readonly TargetFailure[];
  /** Of each part that is not rolled back. */
  readonly leftToDo: readonly LeftToDo[];
}

/** Of a chunk whose targets have all gone. */
export const NOTHING_ACTED_ON: ActOutcome = { succeeded: 0, failures: [], leftToDo: [] };

/** What a chunk does to its targets, and the parameters of one job. */
export interface Operation {
  readonly definition: Pick<RowsDefinition, 'act'>;
  readonly parameters: JobParameters;
}

/** Some target of the chunk is poison; which one, the caller finds out in a new transaction. */
export class PoisonedChunk extends Error {
  constructor(options: { cause: unknown }) {
    super('a target of this chunk is poison', options);
    this.name = 'PoisonedChunk';
  }
}

/**
 * Acts on all targets at once, without savepoints: they cost a round trip and a subtransaction id per chunk, and a
 * chunk without poison never needs them.
 *
 * @throws PoisonedChunk when a target is to blame
 */
export async function actOnAll(
  sql: Sql,
  { definition, parameters }: Operation,
  chunk: ChunkOfTargets,
): Promise<ActOutcome> {
  try {
    return outcomeOf(await definition.act(sql, chunk, parameters));
  } catch (error) {
    if (errorMeaning(error) === 'row') throw new PoisonedChunk({ cause: error });
    throw error;
  }
}

/**
 * Acts on all targets but the poisonous ones, which it finds by halving: about 2·log2(n) extra statements for one of
 * them. Constraints that would only be looked at by COMMIT are looked at at once, or their culprit could not be found.
 */
export async function actByBisecting(sql: Sql, operation: Operation, chunk: ChunkOfTargets): Promise<ActOutcome> {
  await sql.query('SET CONSTRAINTS ALL IMMEDIATE');
  return actOnPart(sql, operation, chunk);
}

async function actOnPart(sql: Sql, operation: Operation, chunk: ChunkOfTargets): Promise<ActOutcome> {
  const { definition, parameters } = operation;
  await sql.query('SAVEPOINT part');
  try {
    const acted = await definition.act(sql, chunk, parameters);
    await sql.query('RELEASE SAVEPOINT part');
    return outcomeOf(acted);
  } catch (error) {
    if (errorMeaning(error) !== 'row') throw error;
    await sql.query('ROLLBACK TO SAVEPOINT part');
    await sql.query('RELEASE SAVEPOINT part');
    if (chunk.ids.length === 1) {
      return { succeeded: 0, failures: [failureOf(chunk.ids.last!, error)], leftToDo: [] };
    }
  }
  const middle = Math.ceil(chunk.ids.length / 2);
  const low = await actOnPart(sql, operation, { ...chunk, ids: chunk.ids.slice(0, middle) });
  const high = await actOnPart(sql, operation, { ...chunk, ids: chunk.ids.slice(middle) });
  return {
    succeeded: low.succeeded + high.succeeded,
    failures: [...low.failures, ...high.failures],
    leftToDo: [...low.leftToDo, ...high.leftToDo],
  };
}

function outcomeOf({ done, refused, afterCommit }: Acted): ActOutcome {
  return {
    succeeded: done,
    failures: refused.map((target) => ({ ...target, constraint: undefined })),
    leftToDo: afterCommit === undefined || afterCommit.items.length === 0 ? [] : [afterCommit],
  };
}

function failureOf(targetId: number, error: unknown): TargetFailure {
  if (error instanceof TargetRefused) return { targetId, code: error.code, constraint: undefined };
  const server = postgresError(error);
  return { targetId, code: server?.code ?? describeError(error), constraint: server?.constraint };
}
