import type { z } from 'zod';
import type { BusinessOf } from '../../db/business.js';
import { type ApiKeyRow, listApiKeys, revokeApiKey } from '../../db/repositories/api-keys.js';
import { isKeyId } from '../../access/keys/api-key.js';
import { expiryFault, issueApiKey } from '../../access/keys/issue-api-key.js';
import type { OperationRegistry } from '../../operations/definition.js';
import type { Act, ActDetails } from '../audit/act.js';
import { apiKeyBehind, type Caller, type Credential } from '../../access/caller.js';
import { lockCredential } from '../auth/held-credential.js';
import { ROLES } from '../../access/permissions.js';
import { type Page, pageOf } from '../paging.js';
import type { FieldError } from '../../http/problem.js';
import { invalidRequest } from '../../http/problems.js';
import { beyondCredential } from '../problems.js';
import { keyHasMadeKeys, keyNotFound } from './key-problems.js';
import type { keyListQuery, newKeySchema } from './key-requests.js';
import { type IssuedKey, keyView, type KeyView } from './key-view.js';

type NewKey = z.infer<typeof newKeySchema>;

/** The API keys of the caller's business. */
export class KeyRing {
  constructor(
    private readonly businessOf: BusinessOf,
    private readonly registry: OperationRegistry,
  ) {}

  /** @throws Problem 400, or 403 for a key that may do more than the credential which asks for it */
  async create(caller: Caller, request: NewKey, act?: Act): Promise<IssuedKey> {
    const expiresAt = new Date(request.expiresAt);
    const faults = this.#faultsOf(request, expiresAt, caller);
    if (faults.length > 0) throw invalidRequest(faults);
    assertNoWider(caller, request);
    const wanted = { ...request, expiresAt, createdBy: caller.subject, createdByKey: apiKeyBehind(caller.credential) };
    const { key, text } = await issueApiKey(this.businessOf(caller), wanted, async (sql, made) => {
      await lockCredential(sql, caller);
      await act?.within(sql, { target: made.id });
    });
    act?.committed();
    return { ...keyView(key), key: text };
  }

  async list(caller: Caller, { cursor, limit }: z.infer<typeof keyListQuery>): Promise<Page<KeyView>> {
    const keys = await listApiKeys(this.businessOf(caller), { beforeId: cursor, limit: limit + 1 });
    return pageOf(keys.map(keyView), limit, ({ id }) => id);
  }

  /**
   * Repeating it changes nothing.
   *
   * @throws Problem 404 for an unknown id, a malformed one and another business's alike; 409 `key_has_made_keys`
   */
  async revoke(caller: Caller, id: string, withMadeKeys: boolean, act?: Act): Promise<KeyView> {
    if (!isKeyId(id)) throw keyNotFound();
    const revocation = await revokeApiKey(this.businessOf(caller), id, {
      revokedBy: caller.subject,
      withMadeKeys,
      first: (sql) => lockCredential(sql, caller),
      last: async (sql, key, madeKeys) => act?.within(sql, { target: key.id }, revokedWithMaker(madeKeys)),
    });
    if (revocation.outcome === 'unknown') throw keyNotFound();
    if (revocation.outcome === 'has made keys') throw keyHasMadeKeys(revocation.madeKeys);
    act?.committed();
    return keyView(revocation.key);
  }

  #faultsOf({ operationTypes }: NewKey, expiresAt: Date, { credential }: Caller): FieldError[] {
    const known = [...this.registry.keys()].join(', ');
    const faults = (operationTypes ?? []).flatMap((type, index) =>
      this.registry.has(type) ? [] : [{ field: `operationTypes.${index}`, message: `must be one of ${known}` }],
    );
    const expiry = expiryFault(expiresAt) ?? outlivingFault(credential, expiresAt);
    return expiry === null ? faults : [...faults, { field: 'expiresAt', message: expiry }];
  }
}

/** What is wrong with a key that would outlive what makes it: who has an hour would make himself a year. */
function outlivingFault({ expiresAt: end }: Credential, wanted: Date): string | null {
  if (!end || wanted <= end) return null;
  return `is after your own credential ends, at ${end.toISOString()}: a key may not outlive what makes it`;
}

/** What the log says of the keys that are revoked with their maker. */
function revokedWithMaker(keys: readonly ApiKeyRow[]): ActDetails[] {
  return keys.map(({ id }) => ({ target: id, reason: 'with_its_maker' }));
}

/** Whoever has one key must not come to more by making another. @throws Problem 403 */
function assertNoWider({ role, operationTypes: own }: Caller, wanted: NewKey): void {
  if (ROLES.indexOf(wanted.role) > ROLES.indexOf(role)) {
    throw beyondCredential(`The role ${role} cannot make a key of the role ${wanted.role}.`);
  }
  if (own === null) return;
  if (wanted.operationTypes === null) {
    throw beyondCredential('Your key is limited to some operation types: name those of the new key, among yours.');
  }
  const beyond = wanted.operationTypes.filter((type) => !own.includes(type));
  if (beyond.length > 0) throw beyondCredential(`Your key is not for ${beyond.join(', ')}.`);
}
