import { expect, test } from '@jest/globals';
import { readJobFilter, writeJobFilter } from '../../src/console/jobs/job-filter.js';
import { readLeadList, writeLeadList } from '../../src/console/leads/lead-list.js';

test('the filter of jobs is in the address, and what an address cannot mean is left out', () => {
  const address = new URLSearchParams('status=paused,running,exploded&type=delete_leads_bulk&cursor=after-1&more=x');
  const filter = readJobFilter(address);
  expect(filter).toEqual({ statuses: ['running', 'paused'], type: 'delete_leads_bulk', cursor: 'after-1' });
  expect(readJobFilter(writeJobFilter(filter))).toEqual(filter);
  expect(writeJobFilter(readJobFilter(new URLSearchParams())).toString()).toBe('');
});

test('the list of leads is in the address: a filter without empty fields, the order, the page', () => {
  const address = new URLSearchParams('status=lost&text=%20ada%20&source=&sort=-createdAt&cursor=page-2&more=x');
  const list = readLeadList(address);
  expect(list).toEqual({ filter: { status: 'lost', text: 'ada' }, sort: '-createdAt', cursor: 'page-2' });
  expect(readLeadList(writeLeadList(list))).toEqual(list);
  expect(readLeadList(new URLSearchParams('sort=colour')).sort).toBe('id');
  const cleared = { ...list.filter, status: '' };
  expect(writeLeadList({ filter: cleared, sort: 'id', cursor: null }).toString()).toBe('text=ada');
});
