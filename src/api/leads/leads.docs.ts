import { Answer, QueryFields } from '../docs/answer-docs.js';
import { CallerDocs, DatabaseProblems, InvalidRequest, LimitedRead } from '../docs/route-docs.js';
import { auditUnavailable } from '../problems.js';
import { leadListQuery } from './lead-listing.js';

export const ListLeadsDocs = CallerDocs(
  'List leads',
  [
    'The filter has the fields of `selection.filter`. The count is exact up to 10,000; where there are more, or it would take',
    'longer than 5 s with the page, `isExact` is false and there are more than `value`. A cursor leads on or back in the',
    'order of its `sort`, from a place between leads: one that is deleted meanwhile makes no other appear twice or never.',
  ].join(' '),
  QueryFields(leadListQuery),
  Answer(200, 'LeadPage', 'One page'),
  InvalidRequest('createdBefore', 'Invalid ISO datetime'),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
);
