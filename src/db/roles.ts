/**
 * The database roles of the programs. None owns a table or can log in by itself: a program logs in as whoever its
 * DATABASE_URL names and becomes its role as the connection opens; that login has to be a member of it.
 */
export type DatabaseRole = 'bulkgate_api' | 'bulkgate_worker' | 'bulkgate_auditor';
