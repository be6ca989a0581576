import type { Cleanups } from './cleanups.js';
import { withCleanups } from './cleanups.js';
import { addCall } from './calls.js';
import { testToken } from './test-token.js';
import { eventually } from './eventually.js';
import { ProductWorker } from './product-process.js';
import { RecordingProviderProcess, type RecordingProviderOptions } from './recording-provider.js';
import { type System, type SystemOptions, withSystem } from './system.js';

export interface RecordingsOptions extends SystemOptions {
  readonly provider?: RecordingProviderOptions;
}

/** An answer to a click on "play". */
export interface Click {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** A system whose recordings lie at a stand-in provider; API processes and workers are the test's to start. */
export interface RecordingsSystem extends System {
  readonly provider: RecordingProviderProcess;
  readonly recordingsDir: string;
  startRecordingWorker(changed?: NodeJS.ProcessEnv): Promise<ProductWorker>;
  /** A call whose recording lies at this path of the provider (or whole address), or that has none. */
  addCall(businessId: number, callSid: string, path: string | null): Promise<void>;
  /** Who has clicked: business 1 unless told. Asks once. */
  click(api: { readonly url: string }, callSid: string, options?: ClickOptions): Promise<Click>;
  /** Clicks, as told to by `Retry-After`, until the answer is no 202 any more. */
  untilAnswered(api: { readonly url: string }, callSid: string, options?: ClickOptions): Promise<Click>;
  /** The row of a recording, as the superuser sees it. */
  recordingRow(businessId: number, callSid: string): Promise<Record<string, unknown> | undefined>;
}

interface ClickOptions {
  readonly businessId?: number;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Record<string, string>;
}

export async function withRecordings(
  options: RecordingsOptions,
  test: (system: RecordingsSystem, cleanups: Cleanups) => Promise<void>,
): Promise<void> {
  await withCleanups(async (cleanups) => {
    const provider = await cleanups.opened(RecordingProviderProcess.start(options.provider), (started) =>
      started.stop().then(() => undefined),
    );
    const environment = {
      RECORDINGS_HOST: new URL(provider.url).host,
      RECORDINGS_ALLOW_LOOPBACK: 'true',
      ...options.environment,
    };
    await withSystem({ policies: {}, ...options, environment }, async (system) => {
      await withCleanups((inner) => test(recordingsSystem(system, provider, inner), inner));
    });
  });
}

function recordingsSystem(system: System, provider: RecordingProviderProcess, cleanups: Cleanups): RecordingsSystem {
  const tokens = new Map<number, Promise<string>>();
  const tokenOf = (businessId: number): Promise<string> => {
    const token = tokens.get(businessId) ?? testToken(businessId);
    tokens.set(businessId, token);
    return token;
  };
  const click: RecordingsSystem['click'] = async (api, callSid, { businessId = 1, method = 'GET', headers } = {}) => {
    const authorization = `Bearer ${await tokenOf(businessId)}`;
    const answer = await fetch(`${api.url}/api/v1/calls/${callSid}/recording`, {
      method,
      headers: { authorization, ...headers },
    });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  };
  return {
    ...system,
    provider,
    recordingsDir: system.environment.RECORDINGS_FOLDER!,
    startRecordingWorker: (changed) =>
      cleanups.opened(
        ProductWorker.startReady({ ...system.environment, ...changed }, { logLevel: 'info' }),
        (started) => started.kill(),
      ),
    async addCall(businessId, callSid, path) {
      await addCall(system.dataSource, {
        ...{ businessId, callSid },
        path: path === null ? null : new URL(path, provider.url).href,
      });
    },
    click,
    untilAnswered: (api, callSid, options) =>
      // Faster than told: a test does not wait like a person.
      eventually(async () => {
        const answer = await click(api, callSid, options);
        return answer.status !== 202 && answer;
      }, 60_000),
    async recordingRow(businessId, callSid) {
      const [row] = await system.dataSource.query<Record<string, unknown>[]>(
        'SELECT * FROM recordings WHERE business_id = $1 AND call_sid = $2',
        [businessId, callSid],
      );
      return row;
    },
  };
}
