import { archivedOf } from './archived-rows.js';
import type { Acted, ChunkOfTargets, RowsDefinition, Sql } from './definition.js';
import { restoreDeleted } from './restore-deleted.js';
import { restoreUpdated } from './restore-updated.js';

/**
 * Brings back what a job has deleted or overwritten of a chunk's targets, from its archive: all of a target or nothing of it.
 * Columns that the archive does not have keep their values or take their defaults; columns that the table has no more are
 * left out.
 *
 * @param undone the operation type of that job
 * @param chunk of that job: its id, and the day of its archive
 * @returns targets that stay as they are as refused
 * @throws TargetRefused
 */
export async function restoreTargets(sql: Sql, undone: RowsDefinition, chunk: ChunkOfTargets): Promise<Acted> {
  const archived = await archivedOf(sql, undone.targets, chunk);
  const updated = archived.filter(({ kind }) => kind === 'updated');
  const gone = archived.filter(({ kind }) => kind !== 'updated');
  const isDelete = gone.some(({ part, kind }) => part === 'target' && kind === 'deleted');
  const nothing: Acted = { done: 0, refused: [] };
  const written = updated.length > 0 ? await restoreUpdated(sql, undone.targets, chunk, updated) : nothing;
  const deleted = isDelete ? await restoreDeleted(sql, undone, chunk, gone) : nothing;
  return { done: written.done + deleted.done, refused: [...written.refused, ...deleted.refused] };
}
