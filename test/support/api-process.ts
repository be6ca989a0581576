import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';

const API = fileURLToPath(new URL('../../dist-test/test/processes/api.js', import.meta.url));

/** An API in a process of its own. */
export class ApiProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Without a slash at its end. */
    readonly url: string,
  ) {}

  static async start(environment: NodeJS.ProcessEnv): Promise<ApiProcess> {
    const child = fork(API, { env: { ...process.env, ...environment, NODE_OPTIONS: '' }, stdio: 'inherit' });
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('the API ended before it was ready'))),
    ])) as [{ url: string }];
    return new ApiProcess(child, message.url.replace('[::1]', '127.0.0.1'));
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}

/** A bearer token of the test systems' key. */
export function testToken(businessId: number, role: 'viewer' | 'operator' | 'admin' = 'operator'): Promise<string> {
  return new SignJWT({ business_id: businessId, role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('operator-1')
    .setIssuer('bulkgate-local')
    .setAudience('bulkgate')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode('a secret that is long enough for tests'));
}
