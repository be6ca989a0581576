import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { defineSearchAttributeKey } from '@temporalio/common';
import { JOB_STATUS_ATTRIBUTE } from '../workflows/job-status-attribute.js';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

/** What people on call filter by in the Web UI. */
export const SEARCH_ATTRIBUTES = {
  businessId: keyword('BusinessId'),
  operationType: keyword('OperationType'),
  jobStatus: JOB_STATUS_ATTRIBUTE,
} as const;

/**
 * Registers the search attributes that the namespace lacks. Safe to call from many processes at once: an attribute that
 * another one has just added is what we wanted.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter(({ name }) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  const KEYWORD = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name }) => [name, KEYWORD])),
  });
}
