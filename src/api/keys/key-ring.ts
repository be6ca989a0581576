import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { listApiKeys, revokeApiKey } from '../../db/repositories/api-keys.js';
import { isKeyId } from '../../keys/api-key.js';
import { expiryFault, issueApiKey } from '../../keys/issue-api-key.js';
import type { OperationRegistry } from '../../operations/definition.js';
import type { Caller } from '../auth/caller.js';
import { holdCredential } from '../auth/held-credential.js';
import { ROLES } from '../auth/permissions.js';
import { pageOf } from '../paging.js';
import type { FieldError } from '../problem.js';
import { beyondCredential, invalidRequest, keyNotFound } from '../problems.js';
import type { keyListQuery, newKeySchema } from './key-requests.js';
import { type IssuedKey, keyView, type KeyView } from './key-view.js';

type NewKey = z.infer<typeof newKeySchema>;

export interface KeyPage {
  readonly items: readonly KeyView[];
  readonly nextCursor: string | null;
}

/** The API keys of the caller's business. */
export class KeyRing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: OperationRegistry,
  ) {}

  /** @throws Problem 400, or 403 for a key that may do more than the credential which asks for it */
  async create(caller: Caller, request: NewKey): Promise<IssuedKey> {
    const expiresAt = new Date(request.expiresAt);
    const faults = this.#faultsOf(request, expiresAt);
    if (faults.length > 0) throw invalidRequest(faults);
    assertNoWider(caller, request);
    const { businessId, subject: createdBy } = caller;
    const wanted = { ...request, expiresAt, businessId, createdBy };
    const { key, text } = await issueApiKey(this.dataSource, wanted, (sql) => holdCredential(sql, caller));
    return { ...keyView(key), key: text };
  }

  async list(businessId: number, { cursor, limit }: z.infer<typeof keyListQuery>): Promise<KeyPage> {
    const keys = await listApiKeys(this.dataSource, businessId, { beforeId: cursor, limit: limit + 1 });
    const { page, nextCursor } = pageOf(keys, limit);
    return { items: page.map(keyView), nextCursor };
  }

  /** Repeating it changes nothing. @throws Problem 404 for an unknown id, a malformed one and another business's alike */
  async revoke(caller: Caller, id: string): Promise<KeyView> {
    const { businessId, subject } = caller;
    const key = isKeyId(id)
      ? await revokeApiKey(this.dataSource, businessId, id, subject, (sql) => holdCredential(sql, caller))
      : null;
    if (!key) throw keyNotFound();
    return keyView(key);
  }

  #faultsOf({ operationTypes }: NewKey, expiresAt: Date): FieldError[] {
    const known = [...this.registry.keys()].join(', ');
    const faults = (operationTypes ?? []).flatMap((type, index) =>
      this.registry.has(type) ? [] : [{ field: `operationTypes.${index}`, message: `must be one of ${known}` }],
    );
    const expiry = expiryFault(expiresAt);
    return expiry === null ? faults : [...faults, { field: 'expiresAt', message: expiry }];
  }
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
