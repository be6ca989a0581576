import { OPERATION_TYPE } from '../operations/definition.js';
import { type AskedOf, BadArgument } from './command-line.js';
import { businessId, flag, subject, text, yes } from './flags.js';
import { type DrainScope, EVERY_TYPE } from '../db/repositories/drains.js';
import { EVERY_BUSINESS } from '../db/business.js';
import { isJobId } from '../operations/job-id.js';
import type { JobAction, JobChoice } from '../jobs/act-on-jobs.js';
import type { FreeRequest } from '../jobs/free-gate.js';

const SCOPE = '(--all | --business N | --type T)';

export const gateLine = {
  program: 'npm run -s gate --',
  about: `For people on call, over all businesses and without a token. It works through PostgreSQL, Redis and Temporal, so it
works while the API is down. In the container of a worker: node dist/bin/gate.js list`,
  commands: {
    list: { help: 'prints locks with their holders, live jobs without a lock, and drains' },
    pause: {
      help: 'the current batch ends, then the jobs wait; they keep their locks. Prints how to resume the same jobs',
      needs: ['by'],
      takes: ['all', 'business', 'type'],
      operands: 'JOB…',
      usage: `--by ID (JOB… | --all | --business N | --type T)`,
    },
    resume: {
      help: 'only jobs named by id: others may have been paused by their own people, for a reason',
      needs: ['by'],
      operands: 'JOB…',
    },
    cancel: {
      help: 'the current batch ends and its work counts; then the jobs end and free their locks',
      needs: ['by'],
      operands: 'JOB…',
    },
    drain: {
      help: 'the API refuses new starts with 503 "draining" until the drain is lifted. Accepted jobs go on',
      needs: ['by'],
      takes: ['all', 'business', 'type', 'reason', 'lift'],
      usage: `--by ID ${SCOPE} [--reason TEXT | --lift]`,
    },
    free: {
      help: 'frees one lock if it has exactly the expected value; refused while the workflow of the holder is open',
      needs: ['by', 'business', 'type', 'expect', 'reason'],
    },
  },
  words: { JOB: 'id of a job, or the value of its lock (job_…)' },
  flags: {
    all: flag(yes, 'every business and every type'),
    business: flag(businessId, 'this business; of a lock, or together with --type'),
    type: flag(
      text('T', 'an operation type', (given) => OPERATION_TYPE.test(given)),
      'this operation type, for example delete_leads_bulk',
    ),
    lift: flag(yes, 'end the drain that was made with the same --all, --business and --type'),
    expect: flag(
      text('VALUE', 'the value of a lock'),
      'the value that "list" shows. A lock that belongs to another job since then is left alone',
    ),
    // One line of visible characters: it is shown to others on their terminals.
    reason: flag(
      text('TEXT', 'one line of up to 300 characters', (given) => /^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,300}$/u.test(given)),
      'why, for the log and for "list": ticket numbers, no names',
    ),
    by: flag(subject, 'who does this, for the audit log: an id, not a name'),
  },
  exitCodes: 'Exit codes: 0 done, 1 refused or not possible (at least in part), 2 not understood.',
} as const;

export type GateCommand =
  | { readonly name: 'list' }
  | { readonly name: JobAction; readonly choice: JobChoice; readonly by: string }
  | { readonly name: 'drain'; readonly scope: DrainScope; readonly by: string; readonly reason: string | null }
  | { readonly name: 'lift'; readonly scope: DrainScope; readonly by: string }
  | { readonly name: 'free'; readonly request: FreeRequest };

/** @throws BadArgument naming the flag that does not fit the others */
export function gateCommandOf({ name, operands, values, required }: AskedOf<typeof gateLine>): GateCommand {
  /** All, or the part that --business and --type leave. */
  const narrowed = (others: string): { businessId: number | undefined; operationType: string | undefined } => {
    const isNarrowed = values.business !== undefined || values.type !== undefined;
    if (values.all && isNarrowed) throw new BadArgument('--all excludes --business and --type');
    if (!values.all && !isNarrowed) throw new BadArgument(`--all is missing, or ${others}--business or --type`);
    return { businessId: values.business, operationType: values.type };
  };
  switch (name) {
    case 'list':
      return { name };
    case 'pause':
      if (operands.length === 0) return { name, choice: narrowed('ids of jobs, or '), by: required('by') };
      for (const flag of ['all', 'business', 'type'] as const) {
        if (values[flag] !== undefined) throw new BadArgument(`--${flag} excludes ids of jobs`);
      }
      return { name, choice: { jobIds: jobIdsOf(operands) }, by: required('by') };
    case 'resume':
    case 'cancel':
      if (operands.length === 0) throw new BadArgument(`${name} needs the id of a job`);
      return { name, choice: { jobIds: jobIdsOf(operands) }, by: required('by') };
    case 'drain': {
      const { businessId = EVERY_BUSINESS, operationType = EVERY_TYPE } = narrowed('');
      const scope = { businessId, operationType };
      if (!values.lift) return { name, scope, by: required('by'), reason: values.reason ?? null };
      if (values.reason !== undefined) throw new BadArgument('--reason is not for drain --lift');
      return { name: 'lift', scope, by: required('by') };
    }
    case 'free':
      return {
        name,
        request: {
          businessId: required('business'),
          operationType: required('type'),
          expected: required('expect'),
          reason: required('reason'),
          by: required('by'),
        },
      };
  }
}

function jobIdsOf(given: readonly string[]): string[] {
  const ids = given.map((one) => one.replace(/^job_/, ''));
  const bad = ids.findIndex((id) => !isJobId(id));
  if (bad !== -1) throw new BadArgument(`not the id of a job: ${JSON.stringify(given[bad])}`);
  return [...new Set(ids)];
}
