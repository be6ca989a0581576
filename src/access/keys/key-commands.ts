import type { DataSource } from 'typeorm';
import { type ApiKeyRow, listApiKeys, revokeApiKey } from '../../db/repositories/api-keys.js';
import type { RecordAct } from './key-act.js';
import { type ApiKeyRequest, issueApiKey } from './issue-api-key.js';

/** What `npm run keys` can be asked for. */
export type KeyCommand =
  | { readonly name: 'create'; readonly request: ApiKeyRequest }
  | { readonly name: 'list'; readonly businessId: number }
  | {
      readonly name: 'revoke';
      readonly businessId: number;
      readonly id: string;
      readonly by: string;
      readonly withMadeKeys: boolean;
    };

export type KeyResult =
  | { readonly name: 'created'; readonly key: ApiKeyRow; readonly text: string }
  | { readonly name: 'listed'; readonly keys: readonly ApiKeyRow[] }
  | { readonly name: 'revoked'; readonly key: ApiKeyRow; readonly madeKeys: readonly ApiKeyRow[] }
  /** Nothing was revoked: these would have to be revoked with it. */
  | { readonly name: 'has made keys'; readonly key: ApiKeyRow; readonly madeKeys: readonly ApiKeyRow[] };

/** The business has no key of this id. */
export class NoSuchKey extends Error {
  constructor(id: string, businessId: number) {
    super(`business ${businessId} has no API key ${id}`);
    this.name = 'NoSuchKey';
  }
}

const PAGE = 500;

/** Does what was asked. @param recordAct told of what has changed. @throws NoSuchKey */
export async function runKeyCommand(
  dataSource: DataSource,
  command: KeyCommand,
  recordAct: RecordAct,
): Promise<KeyResult> {
  switch (command.name) {
    case 'create': {
      const { businessId, createdBy: subject } = command.request;
      const { key, text } = await issueApiKey(dataSource, command.request);
      await recordAct({ action: 'key.create', businessId, target: key.id, subject });
      return { name: 'created', key, text };
    }
    case 'list':
      return { name: 'listed', keys: await allKeys(dataSource, command.businessId) };
    case 'revoke': {
      const { businessId, id, by: subject, withMadeKeys } = command;
      const revocation = await revokeApiKey(dataSource, businessId, id, { revokedBy: subject, withMadeKeys });
      if (revocation.outcome === 'unknown') throw new NoSuchKey(id, businessId);
      const { key, madeKeys } = revocation;
      if (revocation.outcome === 'has made keys') return { name: revocation.outcome, key, madeKeys };
      for (const { id: target } of [key, ...madeKeys]) {
        await recordAct({ action: 'key.revoke', businessId, target, subject });
      }
      return { name: 'revoked', key, madeKeys };
    }
  }
}

async function allKeys(dataSource: DataSource, businessId: number): Promise<ApiKeyRow[]> {
  const keys: ApiKeyRow[] = [];
  for (;;) {
    const page = await listApiKeys(dataSource, businessId, { beforeId: keys.at(-1)?.id, limit: PAGE });
    keys.push(...page);
    if (page.length < PAGE) return keys;
  }
}
