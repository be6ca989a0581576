import { parseArgs } from 'node:util';
import { BadArgument } from './command-line.js';
import { type DrainScope, EVERY_TYPE } from '../db/repositories/drains.js';
import { EVERY_BUSINESS } from '../db/transaction.js';
import { isJobId } from '../operations/job-id.js';
import type { JobAction, JobChoice } from '../jobs/act-on-jobs.js';
import type { FreeRequest } from '../jobs/free-gate.js';

export const GATE_HELP = `npm run -s gate -- list
npm run -s gate -- pause  --by ID (JOB… | --all | --business N | --type T)
npm run -s gate -- resume --by ID JOB…
npm run -s gate -- cancel --by ID JOB…
npm run -s gate -- drain  --by ID (--all | --business N | --type T) [--reason TEXT]
npm run -s gate -- drain  --by ID (--all | --business N | --type T) --lift
npm run -s gate -- free   --by ID --business N --type T --expect VALUE --reason TEXT

For people on call, over all businesses and without a token. Works through PostgreSQL, Redis and Temporal; the API may be
down. In the container of a worker: node dist/bin/gate.js list

  list              locks with their holders, live jobs without a lock, and drains
  pause             the current batch ends, then the jobs wait; they keep their locks. Prints how to resume the same jobs
  resume            only jobs named by id: others may have been paused by their own people, for a reason
  cancel            the current batch ends and its work counts; then the jobs end and free their locks
  drain             the API refuses new starts with 503 "draining" until the drain is lifted. Jobs that are accepted go on
  free              frees one lock if it has exactly the expected value; refused while the holder's workflow is open

  JOB               id of a job, or the value of its lock (job_…)
  --all             every business and every type
  --business N      this business; of a lock, or together with --type
  --type T          this operation type, for example delete_leads_bulk
  --lift            ends the drain that was made with the same --all, --business and --type
  --expect VALUE    the value that "list" shows: a lock that has changed hands since is left alone
  --reason TEXT     why, for the log and for "list"; ticket numbers, no names
  --by ID           who does this, for the audit log: an id, no name

Exit codes: 0 done, 1 refused or not possible (in part), 2 not understood.
`;

export type GateCommand =
  | { readonly name: 'help' }
  | { readonly name: 'list' }
  | { readonly name: JobAction; readonly choice: JobChoice; readonly by: string }
  | { readonly name: 'drain'; readonly scope: DrainScope; readonly by: string; readonly reason: string | null }
  | { readonly name: 'lift'; readonly scope: DrainScope; readonly by: string }
  | { readonly name: 'free'; readonly request: FreeRequest };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  ...{ business: text, type: text, expect: text, reason: text, by: text, all: flag, lift: flag },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The flags that each command takes, and whether it takes ids of jobs. */
const COMMANDS = {
  list: { flags: [], takesJobs: false },
  pause: { flags: ['all', 'business', 'type', 'by'], takesJobs: true },
  resume: { flags: ['by'], takesJobs: true },
  cancel: { flags: ['by'], takesJobs: true },
  drain: { flags: ['all', 'business', 'type', 'by', 'reason', 'lift'], takesJobs: false },
  free: { flags: ['business', 'type', 'expect', 'reason', 'by'], takesJobs: false },
} as const;

type TextFlag = 'business' | 'type' | 'expect' | 'reason' | 'by';

const MAX_INT32 = 2_147_483_647;
const SHAPES: Readonly<Record<TextFlag, (value: string) => boolean>> = {
  business: (value) => /^[1-9]\d{0,9}$/.test(value) && Number(value) <= MAX_INT32,
  type: (value) => /^[a-z][a-z0-9_]{0,99}$/.test(value),
  expect: (value) => value !== '',
  // One line of what can be seen: it is shown to others on their terminals.
  reason: (value) => /^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,300}$/u.test(value),
  by: (value) => /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/.test(value),
};

/** @throws BadArgument naming the flag */
export function readGateCommand(args: readonly string[]): GateCommand {
  const { values, positionals } = parsed(args);
  if (values.help) return { name: 'help' };
  const [name, ...rest] = positionals;
  const names = Object.keys(COMMANDS).join(', ');
  if (name === undefined) throw new BadArgument(`say one of ${names}`);
  if (!isCommand(name)) throw new BadArgument(`not understood: ${name}; there are ${names}`);
  const { flags, takesJobs } = COMMANDS[name];
  if (rest.length > 0 && !takesJobs) throw new BadArgument(`not understood: ${rest.join(' ')}`);
  const foreign = Object.keys(values).find((given) => !(flags as readonly string[]).includes(given));
  if (foreign !== undefined) throw new BadArgument(`--${foreign} is not for ${name}`);
  const optional = (which: TextFlag): string | undefined => {
    const value = values[which];
    if (value !== undefined && !SHAPES[which](value)) {
      throw new BadArgument(`--${which} is not usable: ${JSON.stringify(value)}`);
    }
    return value;
  };
  const required = (which: TextFlag): string => {
    const value = optional(which);
    if (value === undefined) throw new BadArgument(`--${which} is missing`);
    return value;
  };
  /** All, or what --business and --type leave of it. */
  const narrowed = (others: string): { businessId: number | undefined; operationType: string | undefined } => {
    const [business, operationType] = [optional('business'), optional('type')];
    const isNarrowed = business !== undefined || operationType !== undefined;
    if (values.all && isNarrowed) throw new BadArgument('--all excludes --business and --type');
    if (!values.all && !isNarrowed) throw new BadArgument(`--all is missing, or ${others}--business or --type`);
    return { businessId: business === undefined ? undefined : Number(business), operationType };
  };
  switch (name) {
    case 'list':
      return { name };
    case 'pause':
      if (rest.length === 0) return { name, choice: narrowed('ids of jobs, or '), by: required('by') };
      for (const which of ['all', 'business', 'type'] as const) {
        if (values[which] !== undefined) throw new BadArgument(`--${which} excludes ids of jobs`);
      }
      return { name, choice: { jobIds: jobIdsOf(rest) }, by: required('by') };
    case 'resume':
    case 'cancel':
      if (rest.length === 0) throw new BadArgument(`${name} needs the id of a job`);
      return { name, choice: { jobIds: jobIdsOf(rest) }, by: required('by') };
    case 'drain': {
      const { businessId = EVERY_BUSINESS, operationType = EVERY_TYPE } = narrowed('');
      const scope = { businessId, operationType };
      const by = required('by');
      if (!values.lift) return { name, scope, by, reason: optional('reason') ?? null };
      if (values.reason !== undefined) throw new BadArgument('--reason is not for drain --lift');
      return { name: 'lift', scope, by };
    }
    case 'free':
      return {
        name,
        request: {
          ...{ businessId: Number(required('business')), operationType: required('type') },
          ...{ expected: required('expect'), reason: required('reason'), by: required('by') },
        },
      };
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new BadArgument(error instanceof Error ? error.message : String(error));
  }
}

function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name);
}

function jobIdsOf(given: readonly string[]): string[] {
  const ids = given.map((one) => one.replace(/^job_/, ''));
  const bad = ids.findIndex((id) => !isJobId(id));
  if (bad !== -1) throw new BadArgument(`not the id of a job: ${JSON.stringify(given[bad])}`);
  return [...new Set(ids)];
}
