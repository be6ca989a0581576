/** Ids only: numbers and addresses stay in the database. */
export interface FetchRecordingInput {
  readonly businessId: number;
  readonly callSid: string;
  /** Value of the PlaybackDedup mark of the click that started it; null where Redis was away. */
  readonly mark: string | null;
}

/** For the Web UI. */
export interface FetchRecordingResult {
  readonly bytes: number;
  /** False when the file was there already: another fetch was faster than the click that started this one. */
  readonly isNew: boolean;
}
