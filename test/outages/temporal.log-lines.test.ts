import { expect, test } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { withTemporal } from '../support/own-services.js';
import { ProductWorker } from '../support/product-process.js';
import { withSystem } from '../support/system.js';

test('with Temporal gone every line of a worker and of the API is JSON, those of the SDK’s core among them', () =>
  withTemporal(async (temporal) => {
    await withSystem({ temporalAddress: temporal.first.address }, async (system) => {
      const worker = await ProductWorker.startReady(system.environment, { logLevel: 'trace' });
      const api = await ApiProcess.start(system.environment, { logLevel: 'trace' });
      try {
        await temporal.stop();
        const ofCore = (line: string): boolean =>
          line.includes('temporalio_client') || line.includes('temporalio_sdk_core');
        await worker.until(() => worker.lines.find(ofCore));
        expect(worker.lines.find((line) => line.includes('retry'))).toMatch(/"grpcStatus":"[A-Z]/);
        for (const line of [...worker.lines, ...api.lines]) {
          expect(() => JSON.parse(line) as unknown).not.toThrow();
          expect(line).not.toContain('not an error');
        }
      } finally {
        await Promise.all([worker.kill(), api.kill()]);
      }
    });
  }));
