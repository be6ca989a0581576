import { eventually } from '../../test/support/eventually.js';
import type { Stand } from '../stand.js';
import { type ClickToCachedFigures, measureClickToCached } from './click-to-cached.js';
import { type DedupFigures, measureDedup } from './dedup-clicks.js';
import { measurePlayback, PLAYBACK_CLIENTS, type PlaybackFigures } from './playback.js';
import { type RecordingsStand, withRecordingsStand } from './recordings-stand.js';

export interface RecordingsFigures {
  readonly bytes: number;
  readonly playback: readonly PlaybackFigures[];
  readonly dedup: DedupFigures;
  readonly clickToCached: ClickToCachedFigures;
}

const FILE_BYTES = 1_048_576;
const PLAYED = 'CAbenchplayed';
const CALLS = 30;

/** Everything about playing recordings, on processes of its own. */
export function measureRecordings(
  stand: Stand,
  rounds: number,
  say: (text: string) => void,
): Promise<RecordingsFigures> {
  return withRecordingsStand(stand, async (recordings) => {
    say('From click to cached ...');
    const clickToCached = await measureClickToCached(recordings, { calls: CALLS, bytes: FILE_BYTES });
    await prepare(recordings);
    const playback: PlaybackFigures[] = [];
    for (const clients of PLAYBACK_CLIENTS) {
      say(`Playback with ${clients} at once ...`);
      playback.push(await measurePlayback(recordings, { callSid: PLAYED, bytes: FILE_BYTES, clients, rounds }));
    }
    say('Deduplicated clicks ...');
    return { bytes: FILE_BYTES, playback, dedup: await measureDedup(recordings, rounds), clickToCached };
  });
}

/** Fetched as in the field: by a click and the worker. */
async function prepare(stand: RecordingsStand): Promise<void> {
  await stand.addCall(PLAYED, FILE_BYTES);
  await eventually(async () => {
    const answer = await fetch(stand.recordingOf(PLAYED), { headers: { authorization: `Bearer ${stand.token}` } });
    await answer.arrayBuffer();
    return answer.status === 200;
  });
}
