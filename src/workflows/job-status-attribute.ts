import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attribute that follows a job's status. */
export const JOB_STATUS_ATTRIBUTE = defineSearchAttributeKey('JobStatus', 'KEYWORD');
