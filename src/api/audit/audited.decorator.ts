import { SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What can be done to a business through the API. Stable: the audit log is searched by it. */
export const AUDITED_ACTIONS = [
  'operation.start',
  'operation.pause',
  'operation.resume',
  'operation.cancel',
  'operation.change_speed',
  'key.create',
  'key.revoke',
  'session.open',
  'session.close',
  'results.list',
  'leads.list',
  'calls.list',
  'recording.play',
  'audit.read',
] as const;
export type AuditedAction = (typeof AUDITED_ACTIONS)[number];

export const AUDITED_METADATA = 'bulkgate:audited';

/** The route's outcome, good or refused, makes one entry in the audit log. */
export const Audited = (action: AuditedAction) => SetMetadata(AUDITED_METADATA, action);

/** What an entry says beyond who asked for which action. No personal data: it is kept for good. */
export interface ActDetails {
  /** Id of what was acted on: a job, a key. */
  readonly target?: string;
  /** Of the operation that it is about: to be started, controlled or looked at. */
  readonly operationType?: string;
  /** What was chosen, in a word and names of fields, never their values: `ids`, `filter: status, source`, `all`. */
  readonly selection?: string;
  readonly count?: number;
  /** A word about how it was done, where it was: `replayed`. The code of a problem comes by itself. */
  readonly reason?: string;
}

/** `filter: source, status`: the names of the fields that are set, never their values. */
export function fieldNames(what: string, fields: object): string {
  const names = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return names.length === 0 ? 'all' : `${what}: ${names.sort().join(', ')}`;
}

const details = new WeakMap<FastifyRequest, ActDetails>();

/** Adds to what the entry of this request will say. */
export function describeAct(request: FastifyRequest, more: ActDetails): void {
  details.set(request, { ...details.get(request), ...more });
}

export function detailsOf(request: FastifyRequest): ActDetails {
  return details.get(request) ?? {};
}
