import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answer, QueryFields } from '../docs/answer-docs.js';
import { DatabaseProblems, InvalidRequest, CallerProblems, LimitedRead } from '../docs/route-docs.js';
import { auditUnavailable } from '../problems.js';
import { leadListQuery } from './lead-listing.js';

export const ListLeadsDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'List leads',
      description: 'By ascending id. The filter has the fields of `selection.filter`.',
    }),
    QueryFields(leadListQuery),
    Answer(200, 'LeadPage', 'One page'),
    InvalidRequest('createdBefore', 'Invalid ISO datetime'),
    DatabaseProblems(auditUnavailable()),
    LimitedRead(),
    CallerProblems(),
  );
