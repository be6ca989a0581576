import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endProcess } from './end-process.js';
import type { GateEvent } from '../../src/gate/gate-event.js';
import type { FromWorker, StopAt, TestWorkerOptions, ToWorker } from '../processes/worker-messages.js';

const WORKER = fileURLToPath(new URL('../../dist-test/test/processes/worker.js', import.meta.url));
const READY_WITHIN_MS = 90_000;

/** A worker in a process of its own, which can be killed, frozen and stopped at a checkpoint. */
export class WorkerProcess {
  readonly messages: FromWorker[] = [];
  #output = '';
  /** It has gone, and everything that it had to tell has arrived. */
  #isClosed = false;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message) => this.messages.push(message as FromWorker));
    child.on('error', (error) => (this.#output += `${error.message}\n`));
    child.once('close', () => (this.#isClosed = true));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.#output = (this.#output + data.toString()).slice(-10_000)));
    }
  }

  static async start(environment: NodeJS.ProcessEnv, options: TestWorkerOptions = {}): Promise<WorkerProcess> {
    const child = fork(WORKER, {
      env: { ...process.env, ...environment, NODE_OPTIONS: '', TEST_WORKER: JSON.stringify(options) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const worker = new WorkerProcess(child);
    try {
      await worker.told((message) => message.kind === 'ready');
      return worker;
    } catch (error) {
      await worker.kill(); // nobody else knows of it
      throw error;
    }
  }

  /** The first message, past or to come, that `matches`. */
  async told<T extends FromWorker>(matches: (message: FromWorker) => boolean, timeoutMs = READY_WITHIN_MS): Promise<T> {
    const known = this.messages.find(matches);
    if (known) return known as T;
    const ended = (): Error => new Error(`the worker ended:\n${this.#output}`);
    if (this.#isClosed) throw ended();
    return new Promise((resolve, reject) => {
      const settle = (action: () => void): void => {
        clearTimeout(timer);
        this.child.off('message', onMessage);
        this.child.off('close', onClose);
        action();
      };
      const onMessage = (message: unknown): void => {
        if (matches(message as FromWorker)) settle(() => resolve(message as T));
      };
      const onClose = (): void => settle(() => reject(ended()));
      const timer = setTimeout(
        () => settle(() => reject(new Error(`the worker did not tell in time:\n${this.#output}`))),
        timeoutMs,
      );
      this.child.on('message', onMessage);
      this.child.on('close', onClose);
    });
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

  /** @param businessId whose attempts alone go on */
  goOn(businessId?: number): void {
    this.#send({ kind: 'go on', businessId });
  }

  #send(message: ToWorker): void {
    // Without a callback a worker that has gone would be an unhandled error, in the midst of another test.
    this.child.send(message, (error) => {
      if (error) this.#output += `could not be sent ${message.kind}: ${error.message}\n`;
    });
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await endProcess(this.child, 'SIGKILL');
  }

  /** SIGTERM, and waits until it has gone. @returns the exit code */
  async stop(): Promise<number | null> {
    return endProcess(this.child, 'SIGTERM');
  }
}
