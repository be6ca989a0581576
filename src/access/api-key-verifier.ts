import type { DataSource } from 'typeorm';
import { API_KEY_SUBJECT } from '../audit/subject.js';
import { Business } from '../db/business.js';
import { findPresentedApiKey, noteApiKeyUse } from '../db/repositories/api-keys.js';
import { type ApiKeyParts, parseApiKey } from './keys/api-key.js';
import type { Caller } from './caller.js';
import { type CredentialVerifier, InvalidCredential } from './credential-verifier.js';
import { ROLES } from './permissions.js';
import { isSecretOf } from './secret.js';

/** Looked up where the text is no API key: it takes as long to refuse as one that nobody has. */
const UNKNOWN_KEY: ApiKeyParts = { businessId: 2_147_483_647, id: '00000000-0000-7000-8000-000000000000', secret: '' };
/** No text has this hash, as far as anybody knows. */
const NO_HASH = Buffer.alloc(32);

/**
 * API keys, as machines have them. There is no cache: each request looks its key up (one round trip, by primary key), so
 * that a key which is revoked is refused from that moment on by every process.
 *
 * Whatever is wrong, the same steps are taken: look up, compare. Only to whoever has shown the secret is it told that the
 * key has expired or was revoked.
 */
export class ApiKeyVerifier implements CredentialVerifier {
  /** Keys whose use is being written down: of many requests at once, one writes. */
  readonly #noting = new Set<string>();

  /** @param onNoteFailed told when the time of last use could not be written: no request fails of that */
  constructor(
    private readonly dataSource: DataSource,
    private readonly onNoteFailed: (error: unknown) => void,
  ) {}

  async verify(text: string): Promise<Caller> {
    const { businessId, id, secret } = parseApiKey(text) ?? UNKNOWN_KEY;
    const business = new Business(this.dataSource, businessId);
    const key = await findPresentedApiKey(business, id);
    const isItsSecret = isSecretOf(secret, key?.secretHash ?? NO_HASH);
    const role = ROLES.find((name) => name === key?.role);
    if (!key || !isItsSecret || !role) throw new InvalidCredential('the API key is not valid');
    if (key.isRevoked) throw new InvalidCredential('the API key was revoked');
    if (key.isExpired) throw new InvalidCredential('the API key has expired');
    if (!key.isUseNoted) this.#noteUse(business, id);
    return {
      subject: `${API_KEY_SUBJECT}${id}`,
      businessId,
      role,
      credential: { kind: 'api_key', id, expiresAt: key.expiresAt },
      operationTypes: key.operationTypes,
    };
  }

  /** Beside the request, which does not wait for it. */
  #noteUse(business: Business, id: string): void {
    if (this.#noting.has(id)) return;
    this.#noting.add(id);
    void noteApiKeyUse(business, id)
      .catch(this.onNoteFailed)
      .finally(() => this.#noting.delete(id));
  }
}
