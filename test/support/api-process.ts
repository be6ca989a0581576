import { SignJWT } from 'jose';
import { eventually } from './eventually.js';
import { type ProductOptions, ProductProcess } from './product-process.js';
import { started } from './program.js';

const TELL_MEMORY = new URL('../../dist-test/test/processes/tell-memory.js', import.meta.url).href;

export class ApiProcess extends ProductProcess {
  /** Without a slash at its end. */
  url = '';

  static start(environment: NodeJS.ProcessEnv, options?: ProductOptions): Promise<ApiProcess> {
    // Its log tells the port.
    const own = { logLevel: 'info', nodeOptions: ['--expose-gc', '--import', TELL_MEMORY], ...options };
    return started(new ApiProcess('api', environment, own), async (api) => {
      api.url = await api.logged('url');
      // It listens before it has reached Redis and Temporal: it can do without them.
      await eventually(async () => (await fetch(`${api.url}/health/ready`)).status === 200, 90_000);
    });
  }

  /** What it holds in memory, in bytes, once its garbage is collected: what a leak cannot hide from. */
  memoryKept(): Promise<NodeJS.MemoryUsage> {
    const told = this.messages.length;
    this.child.send('memory?');
    return this.until(() => this.messages[told] as NodeJS.MemoryUsage | undefined);
  }
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
