import type { IncomingMessage } from 'node:http';
import type { BusinessOf } from '../../db/business.js';
import { targetsToBe } from '../../db/selections/select-targets.js';
import { GateUnavailable } from '../../gate/errors.js';
import { lookAtSelection } from '../../jobs/dry-run.js';
import type { GateHolders } from '../../jobs/gate-holders.js';
import { missingChannel } from '../../jobs/missing-channel.js';
import type { RunnableTypes } from '../../jobs/runnable-types.js';
import { StagingArea } from '../../jobs/staging-area.js';
import type { Logger } from '../../observability/logger.js';
import type { GateId } from '../../gate/bulk-gate.js';
import { estimateSeconds } from '../../operations/estimate.js';
import { gateOf } from '../../operations/job-gate.js';
import type { Policy } from '../../operations/policy.js';
import type { ApiRequest } from '../api-request.js';
import { checkCredential } from '../auth/held-credential.js';
import type { ReadLimit } from '../limits/read-limit.js';
import type { DryRunView } from './dry-run-view.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { refusalProblem } from './job-problems.js';
import { type ReaderSettings, StartReader, Upload, type Uploads } from './start-reader.js';
import { archiveDaysOf, type SelectedRequest, summaryOf } from './start-job.js';

export interface DryRunDependencies extends ReaderSettings {
  readonly businessOf: BusinessOf;
  readonly policyOf: (operationType: string) => Policy;
  readonly holders: Pick<GateHolders, 'look'>;
  readonly runnable: Pick<RunnableTypes, 'mayStart'>;
  readonly reads: Pick<ReadLimit, 'answer'>;
  readonly uploads: Uploads;
  /** @throws Problem 429 where nothing is left of the starts per minute */
  readonly countAsStart: (asked: ApiRequest) => Promise<void>;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/**
 * What a start would do. It is read and checked as a start is, and leaves nothing behind. With a large body it costs what a
 * start costs, and counts as one.
 */
export class DryRun {
  constructor(private readonly dependencies: DryRunDependencies) {}

  /** @throws Problem */
  async run(asked: ApiRequest, body: IncomingMessage | undefined): Promise<DryRunView> {
    const { businessOf, uploads, logger, countAsStart } = this.dependencies;
    const { caller } = asked;
    // It keeps none, and refuses what a start would refuse.
    idempotencyKeyOf(asked.request);
    const upload = new Upload(uploads, caller.businessId, () => countAsStart(asked));
    const staging = new StagingArea(businessOf(caller), logger);
    try {
      // A gate that is held is told in the answer.
      const reader = new StartReader(this.dependencies, staging, upload, asked, () => Promise.resolve(null));
      const { request } = await reader.read(body);
      await checkCredential(businessOf(caller), caller);
      return await this.look(asked, { ...request, selection: await staging.completed(request.selection) });
    } finally {
      await staging.discard();
      upload.end();
    }
  }

  /** The same for a request that has been read and checked. */
  async look(asked: ApiRequest, request: SelectedRequest): Promise<DryRunView> {
    const { policyOf, reads, timeoutMs, runnable } = this.dependencies;
    const { definition, selection } = request;
    const { type, targets, channel } = definition;
    const gate = gateOf({ businessId: asked.caller.businessId, operationType: type, gateType: definition.undoes });
    const { operationType } = gate;
    if (!(await runnable.mayStart(operationType)))
      throw refusalProblem({ reason: 'no_worker_for_type', operationType });
    const refusal = await missingChannel(this.dependencies.businessOf(asked.caller), channel);
    if (refusal) throw refusalProblem(refusal);
    const selected = targetsToBe(targets, asked.caller.businessId, selection);
    asked.act.describe(summaryOf(selection, request));
    const { count, sample, missing } = await reads.answer(asked, (business) =>
      lookAtSelection(business, selected, timeoutMs),
    );
    asked.act.describe({ count: count.value });
    const policy = policyOf(type);
    const options = {
      batchSize: request.batchSize ?? policy.batchSize,
      throttleMs: request.throttleMs ?? policy.throttleMs,
      parallelism: request.parallelism ?? policy.parallelism,
    };
    return {
      type,
      selection: {
        kind: selection.kind,
        ...('filter' in selection && selection.filter ? { filter: selection.filter } : {}),
        ...('ofJob' in selection ? { ofJob: selection.ofJob } : {}),
      },
      parameters: request.parameters,
      count,
      sample: [...sample],
      missing,
      estimatedSeconds: count.isExact ? estimateSeconds(count.value, options, policy) : null,
      options,
      policy,
      gate: await this.#gateOf(gate),
      archiveDays: archiveDaysOf(request, policy),
      isConfirmationRequired: !count.isExact || count.value > policy.confirmAbove,
    };
  }

  async #gateOf(gate: GateId): Promise<DryRunView['gate']> {
    try {
      const holder = await this.dependencies.holders.look(gate);
      return { held: holder !== null, holder };
    } catch (error) {
      if (error instanceof GateUnavailable) return { held: null, holder: null };
      throw error;
    }
  }
}
