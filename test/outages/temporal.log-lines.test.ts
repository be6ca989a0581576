import { expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { withTemporal } from '../support/own-services.js';
import { ProductProcess } from '../support/product-process.js';
import { withSystem } from '../support/system.js';

test('with Temporal gone every line of a worker and of the API is JSON, those of the SDK’s core among them', async () => {
  await withTemporal(async (temporal) => {
    await withSystem({ temporalAddress: temporal.first.address }, async (system) => {
      const worker = await ProductProcess.start('worker', system.environment, 'worker is ready');
      const api = await ProductProcess.start('api', system.environment, 'the API listens');
      try {
        await temporal.stop();
        const ofCore = (line: string): boolean =>
          line.includes('temporalio_client') || line.includes('temporalio_sdk_core');
        await eventually(async () => Promise.resolve(worker.lines.some(ofCore)), 60_000);
        expect(worker.lines.find((line) => line.includes('retry'))).toMatch(/"grpcStatus":"[A-Z]/);
        for (const line of [...worker.lines, ...api.lines]) {
          expect(() => JSON.parse(line) as unknown).not.toThrow();
          expect(line).not.toContain('not an error');
        }
      } finally {
        await Promise.all([worker.kill(), api.kill()]);
      }
    });
  });
});
