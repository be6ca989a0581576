import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import { endProcess } from './end-process.js';
import { productEnvironment } from './product-environment.js';
import { eventually } from './eventually.js';

const API = fileURLToPath(new URL('../../dist-test/src/bin/api.js', import.meta.url));
const TELL_MEMORY = new URL('../../dist-test/test/processes/tell-memory.js', import.meta.url).href;
const READY_WITHIN_MS = 90_000;

/** The product's own API process (src/bin/api.ts), as production runs it, on free ports. */
export class ApiProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Without a slash at its end. */
    readonly url: string,
  ) {}

  /** @param program another build of it than the tests' own */
  static async start(environment: NodeJS.ProcessEnv, program = API): Promise<ApiProcess> {
    // Its log tells the port.
    const own = { PORT: '0', METRICS_PORT: '0', LOG_LEVEL: 'info', NODE_OPTIONS: '' };
    const env = { ...process.env, ...productEnvironment(environment), ...own };
    const child = spawn(process.execPath, ['--expose-gc', '--import', TELL_MEMORY, program], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    try {
      const url = await listening(child);
      // It listens before it has reached Redis and Temporal: it can do without them.
      await eventually(async () => (await fetch(`${url}/health/ready`)).status === 200, READY_WITHIN_MS);
      return new ApiProcess(child, url);
    } catch (error) {
      await endProcess(child, 'SIGKILL'); // nobody else knows of it
      throw error;
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** What it holds in memory, in bytes, once its garbage is collected: what a leak cannot hide from. */
  async memoryKept(): Promise<NodeJS.MemoryUsage> {
    const told = once(this.child, 'message');
    this.child.send('memory?');
    const [usage] = (await told) as [NodeJS.MemoryUsage];
    return usage;
  }

  /** SIGTERM, and waits until it has gone. @returns the exit code */
  stop(): Promise<number | null> {
    return endProcess(this.child, 'SIGTERM');
  }

  async kill(): Promise<void> {
    await endProcess(this.child, 'SIGKILL');
  }
}

/** @returns where it listens, as its log has it */
function listening(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      clearTimeout(timer);
      reject(new Error(`${what}:\n${output.slice(-10_000)}`));
    };
    const timer = setTimeout(() => fail('the API was not ready in time'), READY_WITHIN_MS);
    child.once('error', ({ message }) => fail(message));
    child.once('close', () => fail('the API ended before it was ready'));
    child.stderr!.on('data', (data: Buffer) => (output += data.toString()));
    // Read for as long as it lives: a full pipe would hold it up.
    createInterface({ input: child.stdout! }).on('line', (line) => {
      output = `${output}${line}\n`.slice(-20_000);
      const url = /"url":"(http[^"]+)"/.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

/** A bearer token of the test systems' key. */
export function testToken(
  businessId: number,
  role: 'viewer' | 'operator' | 'admin' = 'operator',
  subject = 'operator-1',
  { audience = 'bulkgate', expires = '1h', ...claims }: { audience?: string; expires?: string; jti?: string } = {},
): Promise<string> {
  return new SignJWT({ business_id: businessId, role, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setIssuer('bulkgate-local')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode('a secret that is long enough for tests'));
}
