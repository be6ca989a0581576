import { SignJWT } from 'jose';
import { eventually } from '../test/support/eventually.js';
import { BenchProcess, TELLS_MEMORY } from './child-process.js';
import type { Stand } from './stand.js';

export interface BenchAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The real API process, and requests to it. */
export class BenchApi {
  private constructor(
    readonly process: BenchProcess,
    private readonly secret: Uint8Array,
  ) {}

  /** @param nodeArgs for Node itself */
  static async start({ environment, jwtSecret }: Stand, nodeArgs: readonly string[] = []): Promise<BenchApi> {
    const process = await BenchProcess.start('src/bin/api.js', 'the API listens', environment, {
      nodeArgs: [...TELLS_MEMORY, ...nodeArgs],
    });
    const api = new BenchApi(process, new TextEncoder().encode(jwtSecret));
    await eventually(async () => (await fetch(api.at('/health/ready'))).ok);
    return api;
  }

  token(businessId: number, subject = 'bench'): Promise<string> {
    return new SignJWT({ business_id: businessId, role: 'operator' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject)
      .setIssuer('bulkgate-local')
      .setAudience('bulkgate')
      .setIssuedAt()
      .setExpirationTime('6h')
      .sign(this.secret);
  }

  /** The address of a path. */
  at(path: string): string {
    return `${String(this.process.readyLine.url)}/api/v1${path}`;
  }

  async post(path: string, token: string, body?: object): Promise<BenchAnswer> {
    const answer = await fetch(this.at(path), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: (await answer.json()) as BenchAnswer['body'] };
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
