import { gateUnavailable } from '../../http/problems.js';
import { Answer, Problems } from '../docs/answer-docs.js';
import { CallerDocs, DatabaseProblems, LimitedRead } from '../docs/route-docs.js';

export const ListGateDocs = CallerDocs(
  'What is held',
  'Every lock of your business with its holder and the time left. A foreign value has no `jobId`. `drains` are the starts ' +
    'that the operators of the installation have stopped.',
  Answer(200, 'HeldGates', 'Held now'),
  Problems('Redis is away; see Retry-After', gateUnavailable()),
  DatabaseProblems(),
  LimitedRead(),
);
