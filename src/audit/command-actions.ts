/** What people on call do by the `gate` command and the API has no route for. Stable: the audit log is searched by it. */
export const COMMAND_ACTIONS = ['gate.free', 'gate.drain', 'gate.lift_drain'] as const;
