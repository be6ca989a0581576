import { NO_PARAMETERS, type OperationDefinition, RESTORE_JOB, type RowsDefinition } from './definition.js';
import { DEFAULT_POLICY, type Policy, type PolicyDefaults } from './policy.js';
import { restoreTargets } from './restore-targets.js';

const policy: Policy = { ...DEFAULT_POLICY, lockTtlSeconds: 3_600 };

/** The types that have a policy: those that can be started, and restores. */
export function withRestores(definitions: PolicyDefaults): PolicyDefaults {
  return new Map([...definitions, [RESTORE_JOB, { policy }]]);
}

/**
 * What undoes a job of a type. It archives nothing: it deletes nothing, and the archive that it reads stays.
 *
 * @param jobId the job that is undone
 */
export function restoreOf(undone: OperationDefinition, jobId: string): RowsDefinition {
  if (undone.kind !== 'rows') throw new TypeError(`${undone.type} archives nothing that could be brought back`);
  return {
    type: RESTORE_JOB,
    undoes: undone.type,
    summary: 'Undo a job',
    kind: 'rows',
    parameters: NO_PARAMETERS,
    policy,
    targets: undone.targets,
    act: (sql, chunk) => restoreTargets(sql, undone, { ...chunk, jobId }),
  };
}
