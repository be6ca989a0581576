import type { AuditedAction } from '../../src/api/audit/audited-action.js';
import type { Permission } from '../../src/access/permissions.js';

/** What has been decided about one route. */
export interface Decision {
  /** What the caller's role must allow; `nobody` is asked for a credential where it is public. */
  readonly needs: Permission | 'public';
  /** The entry that each call leaves in the audit log, good or refused; null where nothing is changed and nobody's data shown. */
  readonly audited: AuditedAction | null;
  /** Asks for one thing of a business: another business's is 404, as an unknown one. */
  readonly asksFor?: 'job' | 'key' | 'call' | 'import';
  /** A good body, where the route takes one. */
  readonly body?: object | string;
  /** Beside the credential. */
  readonly headers?: Record<string, string>;
  /** A good answer goes on for ever: its head is asked for. */
  readonly isEndless?: true;
  /** Status of a good call by who may, on a thing that is there; the happy answer where none is given. */
  readonly good: number;
}

/**
 * The one table of routes. A route that is not here fails the matrix test: who may call it, and whether it leaves an
 * entry in the audit log, must have been decided.
 */
export const DECISIONS: Readonly<Record<string, Decision>> = {
  'GET /health/live': { needs: 'public', audited: null, good: 200 },
  'GET /health/ready': { needs: 'public', audited: null, good: 200 },
  'GET /api/v1/operation-types': { needs: 'read', audited: null, good: 200 },
  'GET /api/v1/gate': { needs: 'read', audited: null, good: 200 },
  // Nobody holds it.
  'DELETE /api/v1/gate/{type}': {
    needs: 'break_glass',
    audited: 'gate.free',
    body: { value: 'locked', reason: 'left by the old queue' },
    good: 404,
  },
  'GET /api/v1/leads': { needs: 'read', audited: 'leads.list', good: 200 },
  'POST /api/v1/leads/imports': {
    needs: 'imports',
    audited: 'leads.import',
    body: 'name\r\nAda Adler\r\n',
    headers: { 'content-type': 'text/csv' },
    good: 202,
  },
  'GET /api/v1/leads/imports': { needs: 'read', audited: null, good: 200 },
  'GET /api/v1/leads/imports/{id}': { needs: 'read', audited: null, asksFor: 'import', good: 200 },
  'GET /api/v1/leads/imports/{id}/failed-rows': {
    needs: 'imports',
    audited: 'imports.failed_rows',
    asksFor: 'import',
    good: 200,
  },
  'GET /api/v1/calls': { needs: 'read', audited: 'calls.list', good: 200 },
  // Nobody has fetched it yet: it is being prepared.
  'GET /api/v1/calls/{call_sid}/recording': { needs: 'read', audited: 'recording.play', asksFor: 'call', good: 202 },
  'GET /api/v1/channels': { needs: 'read', audited: null, good: 200 },
  'PUT /api/v1/channels/whatsapp': {
    needs: 'channels',
    audited: 'channel.change',
    body: {
      ...{ phoneNumberId: '106540352242922', countries: ['DE'] },
      ...{ accessToken: 'an-access-token', appSecret: 'an-app-secret', verifyToken: 'a-verify-token' },
    },
    good: 200,
  },
  'PUT /api/v1/channels/phone': {
    needs: 'channels',
    audited: 'channel.change',
    body: { accountSid: `AC${'0'.repeat(32)}`, countries: ['DE'], authToken: 'an-auth-token' },
    good: 200,
  },
  'POST /api/v1/session': { needs: 'read', audited: 'session.open', good: 201 },
  // The matrix asks with bearer credentials: they have no session to show and none to close.
  'GET /api/v1/session': { needs: 'read', audited: null, good: 404 },
  'DELETE /api/v1/session': { needs: 'read', audited: 'session.close', good: 204 },
  'GET /api/v1/audit': { needs: 'audit', audited: 'audit.read', good: 200 },
  'GET /api/v1/audit/targets/{table}/{id}': { needs: 'audit', audited: 'audit.read', good: 200 },
  'GET /api/v1/keys': { needs: 'keys', audited: null, good: 200 },
  'POST /api/v1/keys': {
    needs: 'keys',
    audited: 'key.create',
    body: { name: 'of the matrix', role: 'viewer', expiresAt: new Date(Date.now() + 600_000).toISOString() },
    good: 201,
  },
  'DELETE /api/v1/keys/{id}': { needs: 'keys', audited: 'key.revoke', asksFor: 'key', good: 200 },
  'GET /api/v1/jobs': { needs: 'read', audited: null, good: 200 },
  'POST /api/v1/jobs': {
    needs: 'start',
    audited: 'operation.start',
    body: { type: 'delete_leads_bulk', selection: { ids: [1] } },
    good: 202,
  },
  'GET /api/v1/jobs/events': { needs: 'read', audited: null, isEndless: true, good: 200 },
  'GET /api/v1/jobs/{id}': { needs: 'read', audited: null, asksFor: 'job', good: 200 },
  'PATCH /api/v1/jobs/{id}': {
    needs: 'control',
    audited: 'operation.change_speed',
    asksFor: 'job',
    body: { throttleMs: 100 },
    good: 409, // on a job that has ended
  },
  'GET /api/v1/jobs/{id}/events': { needs: 'read', audited: null, asksFor: 'job', good: 200 },
  'GET /api/v1/jobs/{id}/results': {
    needs: 'results',
    audited: 'results.list',
    asksFor: 'job',
    good: 200,
  },
  'GET /api/v1/jobs/{id}/results/summary': {
    needs: 'results',
    audited: 'results.list',
    asksFor: 'job',
    good: 200,
  },
  // It has no failures.
  'POST /api/v1/jobs/{id}/retry-failed': {
    needs: 'start',
    audited: 'operation.start',
    asksFor: 'job',
    good: 409,
  },
  // Its type sends no messages, or is none of ours.
  'POST /api/v1/jobs/{id}/ask-again': {
    needs: 'start',
    audited: 'results.ask_again',
    asksFor: 'job',
    good: 409,
  },
  // It has archived nothing.
  'POST /api/v1/jobs/{id}/restore': {
    needs: 'start',
    audited: 'operation.start',
    asksFor: 'job',
    good: 409,
  },
  'POST /api/v1/jobs/{id}/pause': {
    needs: 'control',
    audited: 'operation.pause',
    asksFor: 'job',
    good: 409,
  },
  'POST /api/v1/jobs/{id}/resume': {
    needs: 'control',
    audited: 'operation.resume',
    asksFor: 'job',
    good: 409,
  },
  'POST /api/v1/jobs/{id}/cancel': {
    needs: 'control',
    audited: 'operation.cancel',
    asksFor: 'job',
    good: 409,
  },
};
