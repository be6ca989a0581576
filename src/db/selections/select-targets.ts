import type { TargetTable } from '../../operations/definition.js';
import type { Selection } from '../../operations/selection.js';
import { ArchivedTargets } from './archived-targets.js';
import type { JobSelection } from './job-selection.js';
import { ListedTargets } from './listed-targets.js';
import { AllTargets, FilteredTargets } from './matching-targets.js';
import type { SelectedTargets } from './selected-targets.js';

/** The targets of a job. */
export function selectTargets(targets: TargetTable, { selection, ...job }: JobSelection): SelectedTargets {
  switch (selection.kind) {
    case 'ids': {
      const { stagingId, count = null } = selection;
      return new ListedTargets(targets, job, { table: 'staged_ids', of: 'staging_id', key: stagingId, length: count });
    }
    case 'filter':
      return new FilteredTargets(targets, job, selection.filter);
    case 'failed': {
      const { ofJob, filter, count = null } = selection;
      return new ListedTargets(
        targets,
        job,
        { table: 'job_failures', of: 'job_id', key: ofJob, length: count },
        filter,
      );
    }
    case 'archived':
      return new ArchivedTargets(targets, job, selection);
    case 'all':
      return new AllTargets(targets, job);
  }
}

/** What a start would select now. */
export function targetsToBe(targets: TargetTable, businessId: number, selection: Selection): SelectedTargets {
  return selectTargets(targets, { businessId, selection, upperBound: null, asOf: null });
}
