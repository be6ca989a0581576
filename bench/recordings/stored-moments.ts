import pg from 'pg';
import type { RecordingsStand } from './recordings-stand.js';

/**
 * Tells the moment in which a recording can be played: that of the commit, as PostgreSQL tells it. To look again and again
 * would take from the machine what is measured.
 */
export async function storedMoments({ dataSource, environment }: RecordingsStand) {
  await dataSource.query(`
    CREATE FUNCTION bench_tell_stored() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('bench_stored', NEW.call_sid);
      RETURN NULL;
    END $$`);
  await dataSource.query(`
    CREATE TRIGGER bench_tell_stored AFTER INSERT OR UPDATE OF status ON recordings FOR EACH ROW
      WHEN (NEW.status = 'stored') EXECUTE FUNCTION bench_tell_stored()`);
  const waiting = new Map<string, (moment: number) => void>();
  const client = new pg.Client({ connectionString: environment.DATABASE_URL! });
  client.on('notification', ({ payload = '' }) => waiting.get(payload)?.(performance.now()));
  await client.connect();
  await client.query('LISTEN bench_stored');
  return {
    /** Resolves with the moment, on the clock of `performance`. */
    of: (callSid: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${callSid} was not stored within 30 s`)), 30_000);
        waiting.set(callSid, (moment) => {
          clearTimeout(timer);
          waiting.delete(callSid);
          resolve(moment);
        });
      }),
    close: () => client.end(),
  };
}
