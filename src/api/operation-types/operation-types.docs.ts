import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answer } from '../docs/answer-docs.js';
import { CallerProblems } from '../docs/route-docs.js';

export const ListOperationTypesDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'List what can be started',
      description:
        'Each operation type with the JSON Schema of its selection and parameters and the policy in force. A credential ' +
        'that is limited to some types is shown those.',
    }),
    Answer(200, 'OperationTypeList', 'The operation types'),
    CallerProblems(),
  );
