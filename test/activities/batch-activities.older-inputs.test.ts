import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { beginJob } from '../../src/db/repositories/job-lifecycle.js';
import type { FailedBatch, NumberedBatch, SentBatch, WholeBatch } from '../../src/operations/batch.js';
import { canaryIncrement } from '../processes/canary.js';
import { activityInputs } from '../replay/committed-runs.js';
import { acceptedJob } from '../support/accepted-job.js';
import { batchActivities } from '../support/batch-activities.js';
import { withDatabase } from '../support/test-database.js';
import { withRedis } from '../support/test-redis.js';

type OlderBatch = SentBatch & NumberedBatch;

test('what workflows of before streams send is done as chunks of stream 1, once, also when it is sent by both versions', () =>
  withRedis(({ redis }) =>
    withDatabase(async ({ dataSource }) => {
      const [first, second] = activityInputs<OlderBatch>('rolled-over-before-streams.run-1.json', 'processBatch');
      const [failing] = activityInputs<OlderBatch & FailedBatch>(
        'failed-before-chunks.run-1.json',
        'recordFailedBatch',
      );
      expect([first, second].map((sent) => Object.keys(sent!).filter((name) => name.endsWith('No')))).toEqual([
        ['runNo', 'batchNo'],
        ['runNo', 'batchNo'],
      ]);
      const { jobId, businessId } = first!;
      await dataSource.query('INSERT INTO canaries (business_id) SELECT $1 FROM generate_series(1, 50)', [businessId]);
      await acceptedJob(dataSource, { id: jobId, businessId, targets: canaryIncrement.targets });
      await beginJob(new Business(dataSource, businessId), jobId, { total: 50, upperBound: 50 });
      const activities = batchActivities(dataSource, redis);
      const done = await activities.processBatch(first!);
      expect(done).toMatchObject({ processed: 10, succeeded: 10, nextCursor: 10 });
      expect(await activities.processUnlocked({ ...second!, cursor: 10 })).toMatchObject({ nextCursor: 20 });
      const third = { ...failing!, jobId, businessId, batchNo: 3, cursor: 20 };
      expect(await activities.recordFailedBatch(third)).toMatchObject({ failed: 10, nextCursor: 30 });

      const { batchNo, ...rest } = first!;
      const ofToday: WholeBatch = { ...rest, streamNo: 1, chunkNo: batchNo };
      expect(await activities.processBatch(ofToday)).toMatchObject({ processed: 10, nextCursor: 10 });
      expect(await activities.processBatch({ ...ofToday, streamNo: 2, cursor: 30 })).toMatchObject({ nextCursor: 40 });
      expect(await activities.processBatch({ ...ofToday, chunkNo: 4, cursor: 40 })).toMatchObject({ nextCursor: 50 });
      expect(await activities.processBatch({ ...first!, batchNo: 4, cursor: 40 })).toMatchObject({ nextCursor: 50 });

      expect(
        await dataSource.query(
          'SELECT stream_no AS stream, batch_no AS chunk, processed FROM job_batches ORDER BY 1, 2',
        ),
      ).toEqual([
        ...[1, 2, 3, 4].map((chunk) => ({ stream: 1, chunk, processed: 10 })),
        { stream: 2, chunk: 1, processed: 10 },
      ]);
      expect(await dataSource.query('SELECT touched, count(*)::int FROM canaries GROUP BY 1 ORDER BY 1')).toEqual([
        { touched: 0, count: 10 },
        { touched: 1, count: 40 },
      ]);
    }),
  ));
