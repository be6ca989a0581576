import type { StreamableFile } from '@nestjs/common';
import type { Metrics } from '../../observability/metrics.js';
import type { Release } from '../../operations/concurrency-limit.js';
import type { ActRecorder } from '../audit/act-recorder.js';
import type { ApiRequest } from '../api-request.js';
import type { CredentialWatch } from '../auth/credential-watch.js';
import { claimantOf } from '../limits/caller-key.js';
import type { Limits } from '../limits/limits.js';
import type { Playback, PlayRecording } from './play-recording.js';
import type { RecentPlays } from './recent-plays.js';
import { type Preparing, sendPlayback } from './recording-answer.js';

export interface PlayAnswersDependencies {
  readonly player: PlayRecording;
  readonly recentPlays: RecentPlays;
  readonly recorder: ActRecorder;
  readonly metrics: Pick<Metrics, 'recordingPlays' | 'recordingBytesPlayed'>;
  readonly limits: Pick<Limits, 'plays' | 'countUnknownCall'>;
  readonly credentials: CredentialWatch;
}

/** Answers clicks on "play": within the limits, counted, and in the audit log where somebody hears a recording. */
export class PlayAnswers {
  constructor(private readonly dependencies: PlayAnswersDependencies) {}

  async answer(asked: ApiRequest, callSid: string): Promise<Preparing | StreamableFile | undefined> {
    const { player, limits, credentials } = this.dependencies;
    const { caller, isHead } = asked;
    const playback = await player.play(
      { businessId: caller.businessId, callSid },
      {
        isHead,
        headers: asked.request.headers,
        takeSlot: () => this.#takeSlot(asked),
        countUnknownCall: () => limits.countUnknownCall(caller),
      },
    );
    this.#count(playback);
    await this.#recordPlay(asked, callSid, playback);
    if (playback.outcome === 'audio' && playback.stream) credentials.cut(asked);
    return sendPlayback(playback, callSid, asked);
  }

  #count(playback: Playback): void {
    if (playback.outcome === 'audio' && playback.stream === null) return; // HEAD: nobody plays
    const { recordingPlays, recordingBytesPlayed } = this.dependencies.metrics;
    recordingPlays.inc({ outcome: playback.outcome });
    if (playback.outcome !== 'audio') return;
    const { part, file } = playback;
    recordingBytesPlayed.inc(part ? part.end - part.start + 1 : file.bytes);
  }

  #takeSlot({ caller, act }: ApiRequest): Release {
    try {
      return this.dependencies.limits.plays.take(claimantOf(caller));
    } catch (error) {
      act.skipEntry(); // nothing was heard
      throw error;
    }
  }

  /**
   * Before the first byte is sent, or an address is given, the audit log says who hears it; once for all the parts that a
   * player asks for. The address itself is said nowhere: whoever reads it could hear the recording.
   */
  async #recordPlay({ request, caller, act }: ApiRequest, callSid: string, playback: Playback): Promise<void> {
    const stream = playback.outcome === 'audio' ? playback.stream : null;
    const isRedirect = playback.outcome === 'redirected';
    // Nothing is heard: no entry in the audit log.
    if (stream === null && !isRedirect) return act.skipEntry();
    try {
      const isWritten = await this.dependencies.recentPlays.once(caller, callSid, () => {
        act.describe({ target: callSid, ...(isRedirect ? { reason: 'redirected' } : {}) });
        return this.dependencies.recorder.done(request);
      });
      if (!isWritten) act.skipEntry();
    } catch (error) {
      stream?.destroy();
      throw error;
    }
  }
}
