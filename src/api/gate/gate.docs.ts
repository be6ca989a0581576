import { ApiBody, ApiParam } from '@nestjs/swagger';
import { gateUnavailable } from '../../http/problems.js';
import { Answer, Problems } from '../docs/answer-docs.js';
import {
  CallerDocs,
  ChangeDocs,
  DatabaseProblems,
  InvalidRequest,
  LimitedRead,
  NotFound,
  UnreadableBody,
} from '../docs/route-docs.js';
import { OPERATION_TYPE } from '../../operations/definition.js';
import { schemaRef } from '../docs/schema-ref.js';
import { auditUnavailable } from '../problems.js';
import { personNeeded, staysHeld } from './gate-problems.js';

export const ListGateDocs = CallerDocs(
  'What is held',
  'Every lock of your business with its holder and the time left. A foreign value has no `jobId`. `drains` are the starts ' +
    'that the operators of the installation have stopped.',
  Answer(200, 'HeldGates', 'Held now'),
  Problems('Redis is away; see Retry-After', gateUnavailable()),
  DatabaseProblems(),
  LimitedRead(),
);

export const FreeGateDocs = ChangeDocs(
  'Free a lock by hand',
  'Break-glass, for a person: an API key may not do it. The lock is freed only where it still has the value that you have ' +
    'seen, and not while the workflow of the job that holds it is open: cancel that job first. With `force` its workflow is ' +
    'terminated, the job is `failed` with what it has done until then, and the lock is free.',
  ApiParam({
    name: 'type',
    description: 'Operation type of the lock',
    schema: { type: 'string', pattern: OPERATION_TYPE.source },
  }),
  ApiBody({
    required: true,
    schema: schemaRef('FreeGate') as never,
    examples: { foreign: { value: { value: 'locked', reason: 'left by the old queue, ticket 123' } } },
  }),
  Answer(200, 'FreedGate', 'The lock is free'),
  InvalidRequest('reason', 'must be one line of 3 to 200 characters'),
  UnreadableBody(),
  Problems('A machine may not do this', personNeeded()),
  NotFound(staysHeld('not_held')),
  Problems('The lock stays', staysHeld('value_changed'), staysHeld('workflow_open')),
  Problems('Something is away; see Retry-After', gateUnavailable(), staysHeld('temporal_unavailable')),
  DatabaseProblems(auditUnavailable()),
);
