import { test } from '@jest/globals';
import type { GateEvent } from '../../src/gate/gate-event.js';
import type { StopAt } from '../processes/worker-messages.js';
import { bearIdleTransactions } from './locks.js';
import { share } from './share.js';
import { type System, type SystemInUse, type SystemOptions, withSystem } from './system.js';
import type { WorkerProcess } from './worker-process.js';

/** The worker that all tests of a file share, as one of them sees it: attempts of its own business alone are held. */
interface SharedWorker {
  /** Waits until an attempt is held at its checkpoint. */
  atCheckpoint(): Promise<unknown>;
  goOn(streamNo?: number): void;
  gateEvents(): GateEvent[];
  /** What it has told, whatever the business. */
  readonly messages: WorkerProcess['messages'];
}

/** A system that other tests of the file use at the same time: the business is the test's own, the rest is not. */
interface SharedSystem extends SystemInUse {
  /** The worker runs already; with `stopAt` an attempt of this business is held there. */
  startWorker(options?: { readonly stopAt?: StopAt }): Promise<SharedWorker>;
}

/** Adds a test to the file, which runs at the same time as its others. */
export interface SharedTest {
  (title: string, work: (system: SharedSystem) => Promise<void>, timeoutMs?: number): void;
  /** One for each of `cases`, which stand for %s in the title. */
  each<T>(cases: readonly T[]): (title: string, work: (system: SharedSystem, one: T) => Promise<void>) => void;
}

/**
 * Opens one system with one worker for all tests of a file: a worker process costs two seconds of processor time before
 * its first batch. Each test gets businesses of its own.
 */
export function shareSystem(options: SystemOptions = {}): SharedTest {
  const onShared = share<{ system: System; worker: WorkerProcess }>((use) =>
    withSystem(options, async (system) => {
      // On a busy machine a test may hold an attempt at a checkpoint for longer than the 10 s of the product.
      await bearIdleTransactions(system.dataSource);
      await use({ system, worker: await system.startWorker() });
    }),
  );
  let businesses = 0;
  const add = (title: string, work: (system: SharedSystem) => Promise<void>, timeoutMs?: number): void =>
    test.concurrent(
      title,
      () =>
        onShared(({ system, worker }) => {
          const [business, other] = [++businesses, ++businesses];
          return work(seenBy(system, worker, business, other));
        }),
      timeoutMs,
    );
  return Object.assign(add, {
    each:
      <T>(cases: readonly T[]) =>
      (title: string, work: (system: SharedSystem, one: T) => Promise<void>): void => {
        for (const one of cases) add(title.replace('%s', String(one)), (system) => work(system, one));
      },
  });
}

function seenBy(system: System, worker: WorkerProcess, business: number, other: number): SharedSystem {
  const ofBusiness: SharedWorker = {
    messages: worker.messages,
    atCheckpoint: () => worker.told((message) => message.kind === 'checkpoint' && message.businessId === business),
    goOn: (streamNo) => worker.goOn(business, streamNo),
    gateEvents: () => worker.gateEvents().filter(({ businessId }) => businessId === business),
  };
  return {
    ...system,
    ...{ business, other },
    async startWorker({ stopAt } = {}) {
      if (stopAt) await worker.stopAt({ ...stopAt, businessId: business });
      return ofBusiness;
    },
    start: (request) => system.start({ businessId: business, ...request }),
    lock: (operationType, businessId = business) => system.lock(operationType, businessId),
    lockGone: (operationType, businessId = business) => system.lockGone(operationType, businessId),
  };
}
