/** What can be done to a business through the API. Stable: the audit log is searched by it. */
export const AUDITED_ACTIONS = [
  'operation.start',
  'operation.dry_run',
  'operation.pause',
  'operation.resume',
  'operation.cancel',
  'operation.change_speed',
  'gate.free',
  'channel.change',
  'key.create',
  'key.revoke',
  'session.open',
  'session.close',
  'results.list',
  'results.ask_again',
  'leads.list',
  'leads.import',
  'imports.failed_rows',
  'calls.list',
  'recording.play',
  'audit.read',
] as const;
export type AuditedAction = (typeof AUDITED_ACTIONS)[number];

/** `filter: source, status`: the names of the fields that are set, never their values. */
export function fieldNames(what: string, fields: object): string {
  const names = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return names.length === 0 ? 'all' : `${what}: ${names.sort().join(', ')}`;
}
