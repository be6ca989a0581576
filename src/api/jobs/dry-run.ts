import type { IncomingMessage } from 'node:http';
import type { BusinessOf } from '../../db/business.js';
import type { ChannelAccount } from '../../db/repositories/channel-accounts.js';
import { targetsToBe } from '../../db/selections/select-targets.js';
import { GateUnavailable } from '../../gate/errors.js';
import { findAccount } from '../../jobs/channel-account.js';
import { lookAtSelection } from '../../jobs/dry-run.js';
import type { GateHolders } from '../../jobs/gate-holders.js';
import { lookAtBudget } from '../../jobs/look-at-budget.js';
import { lookAtRecipients } from '../../jobs/look-at-recipients.js';
import { previewMessage } from '../../jobs/preview-message.js';
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

/** For who would be reached, also where counting the targets has taken all of the time. */
const LEAST_LOOK_MS = 500;

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
    const business = this.dependencies.businessOf(asked.caller);
    const gate = gateOf({ businessId: asked.caller.businessId, operationType: type, gateType: definition.undoes });
    const { operationType } = gate;
    if (!(await runnable.mayStart(operationType)))
      throw refusalProblem({ reason: 'no_worker_for_type', operationType });
    const account = channel && (await findAccount(business, channel));
    if (channel && !account) throw refusalProblem({ reason: 'channel_not_set', channel });
    const refusal = await definition.startRefusal?.(business, { businessId: business.id, selection });
    if (refusal) throw refusalProblem(refusal);
    const selected = targetsToBe(targets, asked.caller.businessId, selection);
    asked.act.describe(summaryOf(selection, request));
    const startedMs = performance.now();
    const leftMs = (): number => Math.max(LEAST_LOOK_MS, timeoutMs - (performance.now() - startedMs));
    const { count, sample, missing } = await reads.answer(asked, (business) =>
      lookAtSelection(business, selected, timeoutMs),
    );
    asked.act.describe({ count: count.value });
    const recipients = account ? await this.#recipientsOf(asked, request, account, leftMs) : null;
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
      estimatedSeconds: count.isExact
        ? Math.max(
            estimateSeconds(count.value, options, policy),
            recipients ? secondsToSend(Math.min(count.value, perDayOf(request)), recipients) : 0,
          )
        : null,
      recipients,
      options,
      policy,
      gate: await this.#gateOf(gate),
      archiveDays: archiveDaysOf(request, policy),
      isConfirmationRequired: !count.isExact || count.value > policy.confirmAbove,
    };
  }

  /** Who a message would be sent to now, what is left of the people of a day, and how one of them would read it. */
  async #recipientsOf(
    asked: ApiRequest,
    request: SelectedRequest,
    account: ChannelAccount,
    leftMs: () => number,
  ): Promise<DryRunView['recipients']> {
    const { reads, registry } = this.dependencies;
    const { definition, selection, parameters } = request;
    const { perSecond, peoplePerDay } = account;
    const hours = definition.limitsOf?.(parameters).hours;
    const { looked, isWhole, reached, first, skipped } = await reads.answer(asked, (business) =>
      lookAtRecipients(
        business,
        { targets: definition.targets, selection, perDay: perDayOf(request) },
        { businessId: business.id, ...account, when: hours && { hours, at: new Date() } },
        leftMs(),
      ),
    );
    const budget =
      peoplePerDay === null
        ? null
        : await reads.answer(asked, (business) =>
            lookAtBudget(business, registry, { ...account, peoplePerDay, reached }, leftMs()),
          );
    const preview =
      definition.kind === 'messages' && first !== null
        ? await reads.answer(asked, (business) => previewMessage(business, definition, first, parameters))
        : null;
    return {
      looked: { value: looked, isExact: isWhole },
      ...{ reached, skipped: [...skipped], perSecond, budget, preview },
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

/** So many are reached on one day. */
function perDayOf({ definition, parameters }: SelectedRequest): number {
  return definition.limitsOf?.(parameters).perDay ?? Infinity;
}

/** At the pace of the account, where nobody else uses it. */
function secondsToSend(atMost: number, recipients: NonNullable<DryRunView['recipients']>): number {
  const { looked, reached, perSecond } = recipients;
  return Math.ceil((looked.isExact ? reached : atMost) / perSecond);
}
