import type { PlanText } from '../../scripts/stack/messaging-provider/plan.mjs';
import type { SeenRecipient } from '../../scripts/stack/messaging-provider/seen.mjs';
import { Program, started } from './program.js';

interface AllSeen {
  readonly recipients: Readonly<Record<string, SeenRecipient>>;
  readonly takenAtMs: readonly number[];
  readonly nowMs: number;
}

/** The stand-in for WhatsApp and Twilio, a process of its own on loopback. */
export class MessagingProviderProcess extends Program {
  /** Without a slash at its end. */
  url = '';

  static start(port?: number): Promise<MessagingProviderProcess> {
    const args = port === undefined ? [] : ['--port', String(port)];
    const provider = new MessagingProviderProcess('scripts/stack/messaging-provider.mjs', { args });
    return started(provider, async () => {
      provider.url = await provider.logged('url');
    });
  }

  /** How it behaves from now on. What it has counted stays. */
  async plan(plan: PlanText): Promise<void> {
    await this.#ask('PUT', '/-/plan', plan);
  }

  /** What a recipient was sent, and what it got. */
  async seen(to: string): Promise<SeenRecipient> {
    const recipients = await this.everybody();
    return recipients[to] ?? { requests: 0, got: 0, references: [], contents: [] };
  }

  /** The same of each recipient that anything was sent to. */
  async everybody(): Promise<Readonly<Record<string, SeenRecipient>>> {
    return (await this.#allSeen()).recipients;
  }

  /** When each message was taken, and what time it is, in ms of its own clock. */
  async times(): Promise<{ readonly takenAtMs: readonly number[]; readonly nowMs: number }> {
    return this.#allSeen();
  }

  /** Sends the webhooks that are held back, and waits until none is on its way. */
  async release(): Promise<void> {
    await this.#ask('POST', '/-/release');
  }

  async #allSeen(): Promise<AllSeen> {
    return (await this.#ask('GET', '/-/seen')) as AllSeen;
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }
}
