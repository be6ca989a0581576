import type { GateEvent } from '../../src/gate/gate-event.js';
import type { FromWorker, StopAt, TestWorkerOptions, ToWorker } from '../processes/worker-messages.js';
import { Program, started } from './program.js';

/** A worker in a process of its own, which can be killed, frozen and stopped at a checkpoint. */
export class WorkerProcess extends Program<FromWorker> {
  static start(environment: NodeJS.ProcessEnv, options: TestWorkerOptions = {}): Promise<WorkerProcess> {
    const env = { ...environment, TEST_WORKER: JSON.stringify(options) };
    return started(new WorkerProcess('dist-test/test/processes/worker.js', { env }), (worker) =>
      worker.told((message) => message.kind === 'ready'),
    );
  }

  /** The first message, past or to come, that `matches`. */
  told<T extends FromWorker>(matches: (message: FromWorker) => boolean, timeoutMs?: number): Promise<T> {
    return this.until(() => this.messages.find(matches) as T | undefined, timeoutMs);
  }

  /** The worker's word on what it did to a gate: it arrives when it arrives, maybe after the job's final status. */
  async toldOfGate(event: GateEvent['event'], jobId: string): Promise<void> {
    await this.told(
      (message) => message.kind === 'gate' && message.event.event === event && message.event.jobId === jobId,
    );
  }

  /** Waits until an attempt is held at its checkpoint: the job's, or the first one. */
  atCheckpoint(jobId?: string): Promise<FromWorker> {
    return this.told((message) => message.kind === 'checkpoint' && (jobId ?? message.jobId) === message.jobId);
  }

  /** Adds a checkpoint at which an attempt stops, once. */
  async stopAt(stop: StopAt): Promise<void> {
    const asked = JSON.stringify(stop);
    this.#send({ kind: 'stop at', stop });
    await this.told((message) => message.kind === 'will stop' && JSON.stringify(message.stop) === asked);
  }

  gateEvents(): GateEvent[] {
    return this.messages.flatMap((message) => (message.kind === 'gate' ? [message.event] : []));
  }

  /** @param businessId and `streamNo`: whose attempts alone go on */
  goOn(businessId?: number, streamNo?: number): void {
    this.#send({ kind: 'go on', businessId, streamNo });
  }

  #send(message: ToWorker): void {
    // Without a callback a worker that has gone would be an unhandled error, in the midst of another test.
    this.child.send(message, (error) => {
      if (error) this.note(`could not be sent ${message.kind}: ${error.message}`);
    });
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }
}
