import { v7 as uuidV7 } from 'uuid';
import type { AuditEntry } from './audit-entry.js';

/** What people on call do by the `gate` command and the API has no route for. Stable: the audit log is searched by it. */
export const COMMAND_ACTIONS = ['gate.drain', 'gate.lift_drain'] as const;

/** What somebody has done by a command: who, what, and how it ended. */
export type CommandAct = Pick<AuditEntry, 'subject' | 'action'> &
  Partial<Pick<AuditEntry, 'id' | 'operationType' | 'target' | 'selection' | 'count' | 'result' | 'reason'>>;

const NOTHING_MORE = { address: null, operationType: null, target: null, selection: null, count: null, reason: null };

/** The entry of an act without a request: whoever may run a command may do all that an admin may. */
export function commandEntry(command: string, act: CommandAct): AuditEntry {
  const id = act.id ?? uuidV7();
  const who = { role: 'admin', credentialKind: 'command', credentialId: command, requestId: id };
  return { ...NOTHING_MORE, result: 'done', ...who, ...act, id };
}
