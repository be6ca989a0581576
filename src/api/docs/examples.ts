import { DEFAULT_POLICY } from '../../operations/policy.js';
import type { SchemaName } from './schemas.js';

export const EXAMPLE_REQUEST_ID = '5f0c8a3e-6d0b-4b51-9d4e-0a3c5c1d7e21';
const JOB_ID = '019ab1c2-0000-7000-8000-000000000000';

const job = {
  id: JOB_ID,
  type: 'delete_leads_bulk',
  status: 'running',
  selection: { kind: 'filter', filter: { status: 'lost', source: 'import' } },
  parameters: {},
  retryOf: null,
  retriedAs: null,
  restores: null,
  restoredAs: null,
  gateType: 'delete_leads_bulk',
  resultsDeletedAt: null,
  reason: 'Lost leads of the spring import',
  expectedTotal: 5000,
  total: 5000,
  processed: 1200,
  succeeded: 1190,
  failed: 2,
  skipped: 8,
  changedSince: 3,
  notAttempted: null,
  percentage: 24,
  ratePerSecond: 212.5,
  recentRatePerSecond: 211.1,
  etaSeconds: 18,
  runs: 1,
  options: { batchSize: 50, throttleMs: 200, parallelism: 1 },
  streams: 1,
  chunkSize: null,
  gate: { held: true, ttlSeconds: 3594 },
  workflowId: `bulk:1:delete_leads_bulk:${JOB_ID}`,
  links: {
    self: `/api/v1/jobs/${JOB_ID}`,
    events: `/api/v1/jobs/${JOB_ID}/events`,
    results: `/api/v1/jobs/${JOB_ID}/results`,
    temporalUi: `http://127.0.0.1:8233/namespaces/default/workflows/bulk%3A1%3Adelete_leads_bulk%3A${JOB_ID}/01a20c90-5d2a-773f-963e-d69e188884ef/user-metadata`,
  },
  requestedBy: 'operator-1',
  createdAt: '2026-01-01T12:00:00.000Z',
  startedAt: '2026-01-01T12:00:00.120Z',
  heartbeatAt: '2026-01-01T12:00:05.760Z',
  finishedAt: null,
  cancelRequestedAt: null,
  hold: null,
  canary: null,
  pauseReason: null,
  lastError: null,
  restorable: null,
  waitingForWorker: false,
  actions: ['pause', 'cancel', 'speed'],
};

const operationType = {
  type: 'delete_leads_bulk',
  summary: 'Delete leads',
  available: true,
  targets: 'leads',
  selectedBy: ['ids', 'filter', 'all'],
  selection: { type: 'object', properties: { all: { type: 'boolean', const: true } }, required: ['all'] },
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  options: {
    type: 'object',
    properties: {
      batchSize: {
        anyOf: [
          { type: 'integer', minimum: 1, maximum: 10_000 },
          { type: 'string', const: 'auto' },
        ],
      },
      throttleMs: { type: 'integer', minimum: 0, maximum: 60_000 },
      parallelism: { type: 'integer', minimum: 1, maximum: 16 },
    },
    additionalProperties: false,
  },
  policy: { ...DEFAULT_POLICY, lockTtlSeconds: 3_600 },
  fullSpeed: { batchSize: 'auto', throttleMs: 0, parallelism: 1 },
  permissions: ['read', 'results', 'start', 'control'],
};

const dryRun = {
  type: job.type,
  selection: job.selection,
  parameters: job.parameters,
  count: { value: 5000, isExact: true },
  sample: [{ id: 17, name: 'Ada Example' }],
  missing: null,
  estimatedSeconds: 22,
  recipients: null,
  options: { batchSize: 50, throttleMs: 200, parallelism: 1 },
  policy: operationType.policy,
  gate: { held: false, holder: null },
  archiveDays: 30,
  isConfirmationRequired: true,
};

const result = {
  targetId: 17,
  name: 'Ada Example',
  outcome: 'failed',
  code: '23503',
  constraint: 'invoices_lead_id_fkey',
};

const updated = {
  ...{ targetId: 18, name: 'Grace Example', outcome: 'succeeded', change: 'updated' },
  ...{ oldValues: { status: 'new' }, newValues: { status: 'lost' } },
};

const record = {
  jobId: JOB_ID,
  type: 'delete_leads_bulk',
  requestedBy: 'operator-1',
  at: '2026-01-01T12:00:05.760Z',
  outcome: 'failed',
  code: '23503',
  constraint: 'invoices_lead_id_fkey',
};

const updatedRecord = {
  ...{ jobId: record.jobId, type: 'update_leads_bulk', requestedBy: record.requestedBy, at: record.at },
  ...{
    outcome: 'updated',
    restoredAs: null,
    name: updated.name,
    oldValues: updated.oldValues,
    newValues: updated.newValues,
  },
};

const heldGate = {
  type: 'delete_leads_bulk',
  holder: {
    jobId: JOB_ID,
    status: 'running',
    startedAt: '2026-01-01T12:00:00.120Z',
    processed: 1200,
    total: 5000,
  },
  value: `job_${JOB_ID}`,
  foreign: false,
  ttlSeconds: 3594,
};

const lead = {
  id: 17,
  name: 'Ada Example',
  phone: '+49170000017',
  email: null,
  status: 'lost',
  source: 'import',
  owner: 'dana',
  tags: ['spring fair'],
  legalHold: false,
  importId: 3,
  createdAt: '2025-12-01T09:30:00.000Z',
};

const call = {
  id: 42,
  callSid: 'CA5f0c8a3e6d0b4b519d4e0a3c5c1d7e21',
  fromNumber: '+49170000017',
  toNumber: '+49170000018',
  durationSeconds: 63,
  hasRecording: true,
  createdAt: '2025-12-01T09:30:00.000Z',
};

const key = {
  id: '019ab1c2-0000-7000-8000-00000000000a',
  name: 'nightly clean-up',
  state: 'active',
  role: 'operator',
  operationTypes: ['delete_leads_bulk'],
  createdBy: 'admin-1',
  createdByKey: null,
  createdAt: '2026-01-01T12:00:00.000Z',
  expiresAt: '2026-12-31T00:00:00.000Z',
  revokedBy: null,
  revokedAt: null,
  lastUsedAt: '2026-01-02T03:00:00.000Z',
};

const entry = {
  seq: 42,
  id: '019ab1c2-0000-7000-8000-00000000000b',
  at: '2026-01-01T12:00:00.120Z',
  subject: 'operator-1',
  role: 'operator',
  credentialKind: 'token',
  credentialId: 'operator-1',
  address: '192.0.2.7',
  requestId: EXAMPLE_REQUEST_ID,
  action: 'operation.start',
  operationType: 'delete_leads_bulk',
  target: JOB_ID,
  selection: 'filter: status, source',
  count: null,
  result: 'done',
  reason: null,
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

const importOfLeads = {
  id: 1_000_001,
  status: 'running',
  fileName: 'fair.csv',
  fileSha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  delimiter: 'comma',
  columns: [
    { column: 'name', header: 'Full name' },
    { column: 'email', header: 'E-Mail' },
  ],
  rows: 5_000,
  imported: 2_998,
  failed: 2,
  skipped: 0,
  lastError: null,
  createdBy: 'operator-1',
  createdAt: '2026-01-01T12:00:00.000Z',
  startedAt: '2026-01-01T12:00:00.120Z',
  finishedAt: null,
};

const failedRow = {
  line: 17,
  errors: [{ column: 'email', code: 'not_an_email', message: 'the cell is no e-mail address' }],
};

const channel = {
  channel: 'whatsapp',
  sender: '106540352242922',
  perSecond: 60,
  peoplePerDay: 10_000,
  countries: ['AT', 'DE'],
  webhookPath: '/api/v1/webhooks/whatsapp/1-019ab1c2-0000-4000-8000-00000000000c',
  changedAt: '2026-01-01T12:00:00.000Z',
  changedBy: 'admin-1',
};

const check = { status: 'ok', durationMs: 2 };

/** What an answer of each schema looks like; a test holds every answer to having one that its schema allows. */
const EXAMPLES: Partial<Readonly<Record<SchemaName, unknown>>> = {
  DryRun: dryRun,
  Job: job,
  JobPage: { items: [{ ...job, gate: null }], nextCursor: `after-${JOB_ID}` },
  ResultPage: { items: [result, updated], nextCursor: 'after-18' },
  ResultSummary: {
    failed: 2,
    reasons: [{ outcome: 'failed', code: result.code, constraint: result.constraint, count: 2 }],
    outcomes: [
      { outcome: 'succeeded', count: 4_998, isListed: true, code: null },
      { outcome: 'failed', count: 2, isListed: true, code: null },
      { outcome: 'skipped', count: 0, isListed: true, code: null },
    ],
  },
  AskedAgain: { asked: 3 },
  OperationTypeList: { items: [operationType] },
  FreedGate: { type: 'delete_leads_bulk', jobId: heldGate.holder.jobId, ended: false },
  HeldGates: { items: [heldGate], drains: [{ type: null, since: '2026-01-01T12:00:00.000Z' }] },
  LeadPage: {
    items: [lead],
    nextCursor: 'after.-createdAt.1764581400000000.17',
    previousCursor: null,
    count: { value: 10_000, isExact: false },
  },
  Import: importOfLeads,
  ImportPage: { items: [importOfLeads], nextCursor: `after-${importOfLeads.id}` },
  FailedRowPage: { items: [failedRow], nextCursor: 'after-17' },
  Channel: channel,
  ChannelList: { items: [channel] },
  CallPage: { items: [call], nextCursor: 'after-42' },
  Preparing: {
    success: true,
    status: 'processing',
    message: 'Recording is being prepared, please retry in 12 seconds',
  },
  Session: {
    subject: 'operator-1',
    businessId: 1,
    role: 'operator',
    operationTypes: null,
    permissions: ['read', 'results', 'start', 'control', 'imports'],
    expiresAt: '2026-01-01T20:00:00.000Z',
    idleExpiresAt: '2026-01-01T12:30:00.000Z',
    csrfToken: 'q3Zf0m6mWl8Jt1yq0m0mXq9kq5mC2r8b6sQv1nT4xYc',
  },
  Key: key,
  KeyPage: { items: [key], nextCursor: `after-${key.id}` },
  IssuedKey: { ...key, key: `bg_1_${key.id}_q3Zf0m6mWl8Jt1yq0m0mXq9kq5mC2r8b6sQv1nT4xYc` },
  AuditPage: { items: [entry], nextCursor: 'after-42' },
  TargetRecordPage: { items: [record, updatedRecord], nextCursor: null },
  Alive: { alive: true },
  Health: { ready: true, checks: { postgres: check, redis: check, temporal: check } },
};

/** As a member of a media type object, where there is one. */
export function exampleOf(schema: SchemaName): { example?: unknown } {
  return schema in EXAMPLES ? { example: EXAMPLES[schema] } : {};
}

/** The first lines of an audit log as CSV. */
export const CSV_EXAMPLE = csvOf(entry);

/** The same of results, and as JSON lines. */
export const RESULTS_CSV_EXAMPLE = csvOf(result);
export const RESULTS_LINES_EXAMPLE = `${JSON.stringify(result)}\n`;

function csvOf(row: object): string {
  return [Object.keys(row), Object.values(row)].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** One event of each event stream. */
export const EVENT_EXAMPLE = { event: 'progress', id: 'progress', data: JSON.stringify(job) };
export const JOBS_EVENT_EXAMPLE = {
  event: 'state',
  id: '5f0c8a3e-6d0b-4b51-9d4e-0a3c5c1d7e22:1',
  data: JSON.stringify({
    serverId: '5f0c8a3e-6d0b-4b51-9d4e-0a3c5c1d7e22',
    businessId: 1,
    database: 'up',
    redis: 'up',
  }),
};
