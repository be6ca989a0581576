import type { Metrics } from '../../observability/metrics.js';
import type { Playback } from './play-recording.js';

/** Counts what clicks on "play" lead to. */
export class PlayMetrics {
  constructor(private readonly metrics: Pick<Metrics, 'recordingPlays' | 'recordingBytesPlayed'>) {}

  count(playback: Playback): void {
    if (playback.outcome === 'audio' && playback.stream === null) return; // HEAD: nobody plays
    this.metrics.recordingPlays.inc({ outcome: playback.outcome });
    if (playback.outcome !== 'audio') return;
    const { part, file } = playback;
    this.metrics.recordingBytesPlayed.inc(part ? part.end - part.start + 1 : file.bytes);
  }
}
