import { defineUpdate } from '@temporalio/workflow';
import type { ControlResult, RunStateControl, SpeedControl } from '../operations/bulk-operation.messages.js';

export const pauseUpdate = defineUpdate<ControlResult, [RunStateControl]>('pause');
export const resumeUpdate = defineUpdate<ControlResult, [RunStateControl]>('resume');
/** Changes throttle and batch size of the running job. Where only one of two is superseded, the other is applied. */
export const changeSpeedUpdate = defineUpdate<ControlResult, [SpeedControl]>('changeSpeed');
