/** A job, as far as its gate goes. */
interface GatedJob {
  readonly businessId: number;
  readonly operationType: string;
  /** The type whose gate a restore holds: the one that it undoes. Null or absent where that is the job's own type. */
  readonly gateType?: string | null | undefined;
}

/** The gate that a job holds while it is live: the lock, the index of live jobs, the workflow's id and drains go by it. */
export function gateOf({ businessId, operationType, gateType }: GatedJob): {
  readonly businessId: number;
  readonly operationType: string;
} {
  return { businessId, operationType: gateType ?? operationType };
}
