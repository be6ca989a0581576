const DAY_MS = 86_400_000;

/** The moment to which a job's archive is kept: the end of its last day. Null where there is none. */
export function archivedUntil({ archiveExpiresOn }: { readonly archiveExpiresOn: string | null }): Date | null {
  return archiveExpiresOn === null ? null : new Date(Date.parse(archiveExpiresOn) + DAY_MS);
}
