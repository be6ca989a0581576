import { expect, test } from '@jest/globals';
import { jobView } from '../../src/api/jobs/job-view.js';
import { SHORT_LOCK } from '../support/canary-policy.js';
import { eventually } from '../support/eventually.js';
import { detailsOf } from '../support/job-looks.js';
import { withSystem, workflowOf } from '../support/system.js';

test('the last details in Temporal are what the row says, on the page that the link opens, in whichever run', () =>
  withSystem({ policies: SHORT_LOCK }, async (system) => {
    await system.startWorker();
    const job = await system.start({ canaries: 440, throttleMs: 300 });
    const handle = workflowOf(system, job);
    // In a later run than the first, whichever: each lasts a second.
    const { raw } = await handle.describe();
    const early: unknown[] = [null, raw.workflowExecutionInfo!.firstRunId];
    await eventually(async () => !early.includes((await system.job(job.id)).temporalRunId));
    // Two targets are counted that the workflow has not heard of, as by an attempt whose answer was lost.
    await system.dataSource.query('UPDATE jobs SET processed = processed + 2, failed_count = failed_count + 2');
    await handle.cancel();
    const ended = await system.finished(job.id);
    expect(ended).toMatchObject({ status: 'cancelled', failed: 2, total: 440 });

    const { links } = jobView(ended, null, { temporalUiUrl: 'http://ui', policyOf: system.config.policyOf });
    const linked = /\/workflows\/([^/]+)\/([0-9a-f-]{36})\/user-metadata$/.exec(links.temporalUi);
    expect(decodeURIComponent(linked?.[1] ?? '')).toBe(handle.workflowId);
    await eventually(async () => {
      const details = await detailsOf(system.client.workflow.getHandle(handle.workflowId, linked?.[2]));
      expect(details.split('\n')[0]).toMatch(
        /^### canary_increment in business 1 · \*\*cancelled\*\* · begun \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
      );
      expect(details).toContain(`(${ended.processed} of 440)`);
      expect(details).toContain(`| ${ended.succeeded} | 2 | 0 |`);
    });
  }));
