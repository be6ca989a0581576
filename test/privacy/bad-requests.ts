import { testToken } from '../support/test-token.js';
import { answerToBytes } from '../support/raw-request.js';
import type { Canaries } from './canaries.js';

interface BadRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends everything that must be refused, with canaries wherever a client can put a text. @throws Error where one was not refused */
export async function sendBadRequests(url: string, canaries: Canaries): Promise<void> {
  const operator = await testToken(1);
  for (const { path, method, headers, body } of await badRequests(canaries)) {
    const response = await fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...{ authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
        ...{ 'user-agent': canaries.name(), referer: `http://crm.example/?lead=${canaries.word()}` },
        ...{ cookie: `name=${canaries.word()}`, 'x-forwarded-for': canaries.word() },
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    await response.text();
    if (response.status < 400 || response.status >= 500)
      throw new Error(`${response.status} for ${path} ${body ?? ''}`);
  }
  for (const bytes of unreadable(canaries)) await answerToBytes(url, bytes);
}

async function badRequests(canaries: Canaries): Promise<BadRequest[]> {
  const start = (body: unknown): BadRequest => ({
    path: '/api/v1/jobs',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const type = 'delete_leads_bulk';
  const all = { type, selection: { all: true } };
  const update = { type: 'update_leads_bulk', selection: { all: true } };
  const unknownJob = '0198c0de-0000-7000-8000-000000000000';
  return [
    start(`{"type": ${canaries.name()}}`),
    start(`{"type": "${type}", "selection": {"filter": {"text": "${canaries.name()}"`),
    start(`"${canaries.name()}`),
    start({ ...all, [canaries.word()]: 1 }),
    start({ ...all, type: canaries.name() }),
    start({ type, selection: { ids: [canaries.name()] } }),
    start({ type, selection: { ids: canaries.phone() } }),
    start({ type, selection: { filter: { [canaries.email()]: 1 } } }),
    start({ type, selection: { filter: { createdBefore: canaries.word() } } }),
    start({ type, selection: { filter: { status: `${canaries.word()}${'x'.repeat(50)}` } } }),
    start({ type, selection: { filter: { text: `${canaries.name()}\0` } } }),
    start({ ...all, parameters: { [canaries.word()]: canaries.name() } }),
    start({
      ...update,
      parameters: { owner: `${canaries.name()}${'x'.repeat(100)}`, status: canaries.phone() + '\n' },
    }),
    start({ ...update, parameters: { tags: { add: [canaries.email(), canaries.word().repeat(20)] } } }),
    start({ ...all, options: { batchSize: canaries.phone() } }),
    start({ ...all, expectedTotal: canaries.phone() }),
    start({ ...all, expectedTotal: 987_654_321, reason: canaries.name() }),
    start({ ...all, reason: `${canaries.name()}\n${canaries.email()}` }),
    { ...start({ ...all, reason: canaries.name().repeat(20) }), path: '/api/v1/jobs?dryRun=true' },
    { ...start(all), path: `/api/v1/jobs?dryRun=${canaries.word()}` },
    { ...start(all), headers: { 'idempotency-key': `${canaries.word()}${'x'.repeat(300)}` } },
    { ...start(all), headers: { 'content-type': `text/${canaries.word()}` } },
    { ...start(all), headers: { authorization: `Bearer ${canaries.word()}` } },
    { ...start(all), headers: { authorization: `Basic ${canaries.word()}` } },
    // Signed well, and its subject is an address: refused, because subjects are shown.
    { ...start(all), headers: { authorization: `Bearer ${await testToken(1, 'operator', canaries.email())}` } },
    { ...start(all), headers: { 'x-request-id': canaries.word() }, body: '{' },
    { path: `/api/v1/${canaries.word()}?name=${encodeURIComponent(canaries.name())}` },
    { path: `/${canaries.word()}/%E0%A4%A` },
    { path: `/api/v1/leads?limit=${canaries.word()}` },
    { path: `/api/v1/leads?cursor=${encodeURIComponent(canaries.name())}` },
    { path: `/api/v1/leads?${canaries.word()}=1` },
    { path: `/api/v1/leads?text=${encodeURIComponent(canaries.name())}%00` },
    { path: `/api/v1/calls?cursor=${canaries.word()}` },
    { path: `/api/v1/calls/${canaries.word()}/recording` },
    { path: `/api/v1/calls/${encodeURIComponent(canaries.phone())}/recording` },
    { path: `/api/v1/calls/${encodeURIComponent(`../${canaries.email()}`)}/recording`, method: 'HEAD' },
    { path: `/api/v1/jobs/${canaries.word()}` },
    { path: `/api/v1/jobs/${unknownJob}?text=${canaries.word()}` },
    { path: `/api/v1/jobs/${canaries.word()}/events` },
    { path: `/api/v1/jobs/${encodeURIComponent(canaries.email())}/cancel`, method: 'POST' },
    {
      path: `/api/v1/jobs/${unknownJob}`,
      body: JSON.stringify({ throttleMs: canaries.name() }),
      method: 'PATCH',
    },
    { path: `/api/v1/jobs?status=${canaries.word()}` },
    { path: `/api/v1/gate/${canaries.word()}`, method: 'DELETE' },
  ];
}

/** What is no HTTP, or too much of it. */
function unreadable(canaries: Canaries): string[] {
  return [
    `GET /${canaries.word()} HTTP/9.9\r\n\r\n`,
    `${canaries.word()} / HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Name : ${canaries.name()}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${canaries.word().repeat(2_000)}\r\n\r\n`,
    `POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: ${canaries.word()}\r\n\r\n`,
  ];
}
