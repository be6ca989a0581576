/** Names a message of ours to its provider, which brings it back with each webhook. */
export interface MessageName {
  readonly jobId: string;
  readonly targetId: number;
}

const REFERENCE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([1-9]\d{0,14})$/;

/** Nothing of the person is in it. */
export function messageReference({ jobId, targetId }: MessageName): string {
  return `${jobId}:${targetId}`;
}

/** Null for what is no reference of ours. */
export function messageNamed(reference: string | null): MessageName | null {
  const [, jobId, targetId] = REFERENCE.exec(reference ?? '') ?? [];
  return jobId === undefined ? null : { jobId, targetId: Number(targetId) };
}
