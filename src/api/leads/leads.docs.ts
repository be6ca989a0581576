import { Answer, QueryFields } from '../docs/answer-docs.js';
import { CallerDocs, DatabaseProblems, InvalidRequest, LimitedRead } from '../docs/route-docs.js';
import { auditUnavailable } from '../problems.js';
import { leadListQuery } from './lead-listing.js';

export const ListLeadsDocs = CallerDocs(
  'List leads',
  'By ascending id. The filter has the fields of `selection.filter`.',
  QueryFields(leadListQuery),
  Answer(200, 'LeadPage', 'One page'),
  InvalidRequest('createdBefore', 'Invalid ISO datetime'),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
);
