import { expect, test } from '@jest/globals';
import { readJobFilter, writeJobFilter } from '../../src/console/jobs/job-filter.js';
import { readLeadFilter, writeLeadFilter } from '../../src/console/leads/lead-filter.js';

test('the filter of jobs is in the address, and what an address cannot mean is left out', () => {
  const address = new URLSearchParams('status=paused,running,exploded&type=delete_leads_bulk&cursor=after-1&more=x');
  const filter = readJobFilter(address);
  expect(filter).toEqual({ statuses: ['running', 'paused'], type: 'delete_leads_bulk', cursor: 'after-1' });
  expect(readJobFilter(writeJobFilter(filter))).toEqual(filter);
  expect(writeJobFilter(readJobFilter(new URLSearchParams())).toString()).toBe('');
});

test('a field of leads that was cleared is no longer in the address, and the page begins anew', () => {
  const filter = readLeadFilter(new URLSearchParams('status=lost&text=%20ada%20&source=&cursor=after-9'));
  expect(filter).toEqual({ status: 'lost', text: 'ada' });
  expect(writeLeadFilter({ ...filter, status: '' }, null).toString()).toBe('text=ada');
});
