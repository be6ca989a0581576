/**
 * Why a target of a restore stays as it is: codes of recorded failures. What the database refuses by a rule of its own is
 * recorded under its SQLSTATE.
 */
export const NOT_RESTORED = {
  /** There is a row with its id. Most often it is back already. */
  idTaken: 'id_taken',
  /** Another row has a value of it that must be unique. */
  valueTaken: 'value_taken',
  /** Another row has the id or a unique value of a row that was deleted with it. */
  dependantTaken: 'dependant_taken',
  /** A value that the job has written was changed since. */
  changedSince: 'changed_since',
  /** The job has updated it, and it is deleted since: there is nothing whose values could go back. */
  gone: 'target_gone',
  /** Its stored file is deleted: its archive had expired when the restore came to it. */
  fileGone: 'file_gone',
} as const;
