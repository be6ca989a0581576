export const JOB_ID_PATTERN = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const UUID_V7 = new RegExp(`^${JOB_ID_PATTERN}$`);

/** Whether the text is a job id: a UUID v7 in its lower-case canonical form. */
export function isJobId(text: string): boolean {
  return UUID_V7.test(text);
}

/**
 * When the job id was minted, in milliseconds since the epoch: the first 48 bits of a UUID v7 (RFC 9562, 5.7).
 * It dates a lock whose job has no row yet.
 */
export function jobIdTimestampMs(jobId: string): number {
  return parseInt(jobId.slice(0, 8) + jobId.slice(9, 13), 16);
}
