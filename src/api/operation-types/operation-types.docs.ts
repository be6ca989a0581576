import { Answer } from '../docs/answer-docs.js';
import { CallerDocs } from '../docs/route-docs.js';

export const ListOperationTypesDocs = CallerDocs(
  'List what can be started',
  'Each operation type with the JSON Schema of its selection and parameters and the policy in force. A credential ' +
    'that is limited to some types is shown those.',
  Answer(200, 'OperationTypeList', 'The operation types'),
);
