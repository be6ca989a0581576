/** What was done to an API key outside of the HTTP API, for the audit log. */
interface KeyAct {
  readonly action: 'key.create' | 'key.revoke';
  readonly businessId: number;
  /** Id of the key. */
  readonly target: string;
  /** Who did it, as given on the command line. */
  readonly subject: string;
}

/** Where such an act is written down. It rejects where that was not possible: the act then has to be told as not recorded. */
export type RecordAct = (act: KeyAct) => Promise<void>;
