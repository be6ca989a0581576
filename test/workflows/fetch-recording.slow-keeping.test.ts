import { expect, test } from '@jest/globals';
import { attemptsOf, startFetch } from '../support/recording-fetch.js';
import { withRecordings } from '../support/recordings.js';

test('a recording whose keeping takes longer than the heartbeat time-out is fetched once', () =>
  withRecordings({}, async (system) => {
    await system.addCall(1, 'CA1', '/ok/CA1.wav?bytes=50000');
    // Stands for all that is slow between the download's end and the row that tells of it.
    await system.dataSource.query(`
      CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(8); RETURN NEW; END $$;
      CREATE TRIGGER take_time BEFORE INSERT ON recordings FOR EACH ROW EXECUTE FUNCTION take_time()`);
    await system.startRecordingWorker();
    const fetch = await startFetch(system, 'CA1');
    expect(await fetch.result()).toEqual({ bytes: 50_000, isNew: true });
    expect(await attemptsOf(fetch)).toBe(1);
    expect(await system.provider.seen('/ok/CA1.wav')).toMatchObject({ requests: 1 });
  }));
