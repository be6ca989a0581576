import { type DynamicModule, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Client } from '@temporalio/client';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { AuditQueue } from '../audit/audit-queue.js';
import { RepeatedRefusals } from '../audit/repeated-refusals.js';
import { ChannelSecrets } from '../channels/channel-secrets.js';
import type { Config } from '../config/config.js';
import { businessesIn } from '../db/business.js';
import type { BulkGate } from '../gate/bulk-gate.js';
import { AnnouncedTypes } from '../gate/announced-types.js';
import { PlaybackDedup } from '../gate/playback-dedup.js';
import type { RecordGateEvent } from '../gate/gate-event.js';
import { createHealthCheck } from '../observability/health.js';
import { shareHealth } from '../observability/shared-health.js';
import { nestLogger } from '../http/nest-logger.js';
import { type Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { OperationRegistry } from '../operations/definition.js';
import type { RecordingStorage } from '../recordings/storage/recording-storage.js';
import type { RecordingAddresses } from '../recordings/storage/signed-addresses.js';
import { ActRecorder } from './audit/act-recorder.js';
import { ActGuard } from './audit/act.guard.js';
import { ActInterceptor } from './audit/act.interceptor.js';
import { AuditController } from './audit/audit.controller.js';
import { TargetHistory } from './audit/target-history.js';
import { Authentication } from './auth/authentication.js';
import { CredentialWatch } from './auth/credential-watch.js';
import { AuthGuard } from './auth/auth.guard.js';
import type { CredentialVerifier } from '../access/credential-verifier.js';
import { PagePolicies } from './browser-safety/page-policies.js';
import { securityHeaders } from './browser-safety/security-headers.js';
import { Site } from './browser-safety/site.js';
import { ConsoleFiles } from './console/console-files.js';
import { ConsoleController } from './console/console.controller.js';
import { DocsController } from './docs/docs.controller.js';
import { DocsPage } from './docs/docs-page.js';
import { createOpenApiDocument } from './docs/openapi.js';
import { Exports } from './exports/exports.js';
import { GateListing } from './gate/gate-listing.js';
import { BreakGlass } from './gate/break-glass.js';
import { GateController } from './gate/gate.controller.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { ChannelAccounts } from './channels/channel-accounts.js';
import { ChannelsController } from './channels/channels.controller.js';
import { TWILIO_WEBHOOKS_ROUTE } from '../channels/webhook-address.js';
import { WebhookReceiver } from './channels/webhook-receiver.js';
import { WebhooksController } from './channels/webhooks.controller.js';
import { CallsController } from './calls/calls.controller.js';
import { PlayAnswers } from './calls/play-answers.js';
import { PlayRecording } from './calls/play-recording.js';
import { RecentPlays } from './calls/recent-plays.js';
import { createHttpAdapter } from './http-server.js';
import { KeyRing } from './keys/key-ring.js';
import { KeysController } from './keys/keys.controller.js';
import { createLimits, type Limits } from './limits/limits.js';
import { ReadLimit } from './limits/read-limit.js';
import { StreamLimit } from './limits/stream-limit.js';
import { OperationTypeListing } from './operation-types/operation-type-listing.js';
import { OperationTypesController } from './operation-types/operation-types.controller.js';
import { ImportsController, IMPORTS_ROUTE } from './imports/imports.controller.js';
import { UploadImport } from './imports/upload-import.js';
import { LeadsController } from './leads/leads.controller.js';
import { AcceptJob } from '../jobs/accept-job.js';
import { RunnableTypes } from '../jobs/runnable-types.js';
import { StartsInFlight } from '../jobs/starts-in-flight.js';
import { CancelJob } from '../jobs/cancel-job.js';
import { ControlJob } from '../jobs/control-job.js';
import { GateHolders } from '../jobs/gate-holders.js';
import { AskAgain } from './jobs/ask-again.js';
import { JobEvents } from './jobs/job-events.js';
import { JobLooks } from './jobs/job-looks.js';
import { JobQueries } from './jobs/job-queries.js';
import { JobResults } from './jobs/job-results.js';
import { JobsController } from './jobs/jobs.controller.js';
import { OperationScopeGuard } from './jobs/operation-scope.guard.js';
import { DryRun } from './jobs/dry-run.js';
import { RestoreJob } from './jobs/restore-job.js';
import { RetryFailed } from './jobs/retry-failed.js';
import { StartJob } from './jobs/start-job.js';
import { ProblemFilter } from './problem.filter.js';
import { ProblemSender } from '../http/problem-sender.js';
import { limitOf } from './limits/refused-by-limit.js';
import { SampleLogin } from './sample-users/sample-login.js';
import { SampleUsersController } from './sample-users/sample-users.controller.js';
import { SessionCookie } from './session/session-cookie.js';
import { SessionController } from './session/session.controller.js';
import { Sessions } from './session/sessions.js';
import { UnknownInputInterceptor } from './unknown-input.interceptor.js';

/** Everything the API stands on. Whoever opened it closes it, after the application. */
export interface ApiDependencies {
  readonly config: Pick<Config, 'api' | 'channels' | 'database' | 'imports' | 'policyOf'> & {
    readonly temporal: Pick<Config['temporal'], 'uiUrl'>;
    readonly recordings: Pick<Config['recordings'], 'failureSeconds'>;
  };
  readonly dataSource: DataSource;
  readonly redis: Redis;
  readonly gate: BulkGate;
  /** Its namespace is the one that new jobs are started in. */
  readonly client: Client;
  readonly registry: OperationRegistry;
  /** Where recordings are served from; the workers fill it. */
  readonly storage: RecordingStorage;
  /** Where players are sent; null streams recordings to them. */
  readonly addresses: RecordingAddresses | null;
  readonly verifier: CredentialVerifier;
  readonly record: RecordGateEvent;
  /** Of the built console; null serves none. */
  readonly consoleFiles: ConsoleFiles | null;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

class ShutdownSteps implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly events: JobEvents,
    private readonly queue: AuditQueue,
    private readonly refusals: RepeatedRefusals,
    private readonly starts: StartsInFlight,
  ) {}

  /** Ends the event streams before the server waits for its connections to be done. */
  onModuleDestroy(): void {
    this.events.close();
  }

  /** What a request no longer waits for is done before the process ends: workflows are started, entries are written. */
  async onApplicationShutdown(): Promise<void> {
    await this.starts.all();
    await this.refusals.close();
    await this.queue.idle();
  }
}

@Module({})
class ApiModule {
  /** Wires plain classes: nothing else happens here. */
  static of(dependencies: ApiDependencies, limits: Limits, problems: ProblemSender): DynamicModule {
    const { config, dataSource, redis, gate, client, registry, storage, verifier, record, logger } = dependencies;
    const { addresses, consoleFiles } = dependencies;
    const { policyOf } = config;
    const businessOf = businessesIn(dataSource);
    const site = new Site(config.api.publicOrigin);
    const sessions = new Sessions(businessOf, site, config.api.session);
    const secrets = new ChannelSecrets(config.channels.keys);
    const authentication = new Authentication(verifier, sessions);
    const queries = new JobQueries(businessOf, gate, { temporalUiUrl: config.temporal.uiUrl, policyOf });
    const looks = new JobLooks(queries, (businessId, err) =>
      logger.warn(
        { err, businessId },
        'the jobs of a business cannot be read: event streams say that the database is away',
      ),
    );
    const events = new JobEvents(queries, looks);
    const runnable = new RunnableTypes(new AnnouncedTypes(redis));
    const accept = new AcceptJob({
      dataSource,
      gate,
      client,
      policyOf,
      runnable,
      namespace: client.options.namespace,
      maxLiveJobs: config.api.limits.liveJobsPerBusiness,
      counts: limits.counts,
      record,
      onStartDelayed: (jobId, err) =>
        logger.warn({ err, jobId }, 'accepted, but Temporal is silent; the reconciler starts it'),
    });
    const reading = {
      ...{ businessOf, registry, policyOf, logger, uploads: limits.uploads },
      maxIds: config.api.maxIdsPerRequest,
      maxBodyBytes: config.api.maxBodyBytes,
    };
    const starter = new StartJob({ ...reading, accept });
    const importer = new UploadImport({
      ...{ businessOf, client, logger, uploads: limits.uploads },
      settings: config.imports,
      starts: accept.starts,
    });
    const rateGuard = limits.rateGuard(accept);
    const dryRun = new DryRun({
      ...reading,
      countAsStart: (asked) => rateGuard.takeStart(asked),
      holders: new GateHolders({ dataSource, client, gate, record }),
      runnable,
      reads: limits.reads,
      timeoutMs: config.api.dryRunTimeoutMs,
    });
    const audit = new AuditQueue(dataSource);
    const refusals = new RepeatedRefusals(audit, (businessId, entry, err) =>
      logger.error({ err, businessId, entry }, 'refusals are not in the audit log'),
    );
    const recorder = new ActRecorder(audit, refusals, logger);
    const credentials = new CredentialWatch(authentication);
    const answers = new PlayAnswers({
      player: new PlayRecording({
        businessOf,
        storage,
        addresses,
        client,
        logger,
        dedup: new PlaybackDedup(redis),
        failureSeconds: config.recordings.failureSeconds,
      }),
      recentPlays: new RecentPlays(),
      recorder,
      metrics: dependencies.metrics,
      limits,
      credentials,
    });
    const { secret } = config.api.jwt;
    const sampleLogin =
      config.api.hasSampleUsers && secret !== undefined ? new SampleLogin({ ...config.api.jwt, secret }, site) : null;
    return {
      module: ApiModule,
      controllers: [
        JobsController,
        OperationTypesController,
        GateController,
        ImportsController,
        LeadsController,
        CallsController,
        ChannelsController,
        WebhooksController,
        KeysController,
        AuditController,
        SessionController,
        HealthController,
        DocsController,
        ...(consoleFiles ? [ConsoleController] : []),
        ...(sampleLogin ? [SampleUsersController] : []),
      ],
      providers: [
        { provide: JobQueries, useValue: queries },
        { provide: JobEvents, useValue: events },
        { provide: StartJob, useValue: starter },
        { provide: DryRun, useValue: dryRun },
        { provide: RetryFailed, useValue: new RetryFailed({ ...reading, accept, starter, dryRun }) },
        { provide: RestoreJob, useValue: new RestoreJob({ ...reading, accept, starter, dryRun }) },
        { provide: AskAgain, useValue: new AskAgain(businessOf, registry) },
        { provide: JobResults, useValue: new JobResults(registry) },
        { provide: TargetHistory, useValue: new TargetHistory(registry) },
        { provide: StartsInFlight, useValue: accept.starts },
        { provide: ControlJob, useValue: new ControlJob(client, accept.starts) },
        {
          provide: CancelJob,
          useValue: new CancelJob({ dataSource, client, gate, record, logger, starts: accept.starts }),
        },
        { provide: OperationTypeListing, useValue: new OperationTypeListing(registry, policyOf, runnable) },
        { provide: GateListing, useValue: new GateListing(gate) },
        { provide: BreakGlass, useValue: new BreakGlass({ businessOf, dataSource, client, gate, record }) },
        { provide: UploadImport, useValue: importer },
        { provide: PlayAnswers, useValue: answers },
        { provide: ActRecorder, useValue: recorder },
        { provide: KeyRing, useValue: new KeyRing(businessOf, registry) },
        {
          provide: ChannelAccounts,
          useValue: new ChannelAccounts(businessOf, secrets),
        },
        {
          provide: WebhookReceiver,
          useValue: new WebhookReceiver({
            ...{ businessOf, secrets, site, logger, guesses: limits.webhookGuesses },
            countWebhook: (id) => limits.countWebhook(id),
            recordEvent: (channel, state) => dependencies.metrics.providerEvents.inc({ channel, state }),
          }),
        },
        { provide: CredentialWatch, useValue: credentials },
        { provide: Sessions, useValue: sessions },
        { provide: Readiness, useValue: new Readiness(shareHealth(createHealthCheck({ dataSource, redis, client }))) },
        { provide: PagePolicies, useValue: new PagePolicies(addresses?.origin) },
        { provide: DocsPage, useValue: new DocsPage() },
        { provide: ShutdownSteps, useValue: new ShutdownSteps(events, audit, refusals, accept.starts) },
        { provide: ConsoleFiles, useValue: consoleFiles },
        { provide: SampleLogin, useValue: sampleLogin },
        { provide: StreamLimit, useValue: limits.streams },
        { provide: Exports, useValue: new Exports(credentials, limits.streams) },
        { provide: ReadLimit, useValue: limits.reads },
        // The guards in their order: what is asked for is noted, who guesses is kept out, who asks is found out, who asks too
        // often is told so, and what the credential is limited to is looked up last.
        { provide: APP_GUARD, useValue: new ActGuard() },
        { provide: APP_GUARD, useValue: limits.failures },
        { provide: APP_GUARD, useValue: new AuthGuard(authentication, config.api.docsPublic) },
        { provide: APP_GUARD, useValue: rateGuard },
        { provide: APP_GUARD, useValue: new OperationScopeGuard(queries) },
        { provide: APP_INTERCEPTOR, useValue: new ActInterceptor(recorder) },
        { provide: APP_INTERCEPTOR, useValue: new UnknownInputInterceptor() },
        { provide: APP_FILTER, useValue: new ProblemFilter(recorder, problems) },
      ],
    };
  }
}

/**
 * The API as an application that is ready to listen; `listen(0)` and `close()` are the caller's. Several may run in one
 * process, each with its own registry and policies.
 */
export async function createApiApp(dependencies: ApiDependencies): Promise<NestFastifyApplication> {
  const { config, logger, metrics, registry } = dependencies;
  const { isSecure } = new Site(config.api.publicOrigin);
  const limits = createLimits(config.api.limits, dependencies);
  const problems = new ProblemSender(logger, (problem) => {
    const limit = limitOf(problem);
    if (limit) metrics.refusedByLimit.inc({ limit });
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.of(dependencies, limits, problems),
    createHttpAdapter(logger, metrics, {
      maxConnections: config.api.limits.connections,
      trustedProxies: config.api.trustedProxies,
      failures: limits.failures,
      problems,
      headers: securityHeaders(isSecure),
      routeOfBody: {
        'text/csv': IMPORTS_ROUTE,
        'application/x-www-form-urlencoded': TWILIO_WEBHOOKS_ROUTE,
      },
    }),
    { bodyParser: false, abortOnError: false, logger: nestLogger(logger) },
  );
  app.get(DocsPage).document = createOpenApiDocument(app, registry, new SessionCookie(isSecure).name);
  await app.init();
  return app;
}
