/** A fault put into the built workflow code on purpose. */
export interface Mutant {
  readonly fault: string;
  readonly find: RegExp;
  readonly replacement: string;
}

/** A fault, and the histories that find it: each recorded run is in the set for what no other one shows. */
export interface FoundMutant extends Mutant {
  readonly foundBy: readonly string[];
}

/** Faults that replay finds by itself: the workflow asks for other commands, or in another order. */
export const COMMAND_MUTANTS: readonly Mutant[] = [
  { fault: 'an activity is renamed', find: /activities\.finishJob\(/, replacement: 'activities.endJob(' },
  {
    fault: 'what an operation has to finish is left out',
    find: /if \(run\.state\.run\.hasFinish\)/,
    replacement: 'if (false)',
  },
  {
    fault: 'a worker of before could end a job without its finish',
    find: /if \(hasFinish && \(0,\s*[\w.]+\.patched\)\([\w.]*PATCHES\.finish\)\)/,
    replacement: 'if (hasFinish)',
  },
  { fault: 'the release of the gate is dropped', find: /await \(0,\s*[\w.]+\.releaseGate\)\(run\);/, replacement: ';' },
  {
    fault: 'the gate is released before the job is finished',
    find: /const answer = await run\.activities\.finishJob\(/,
    replacement: 'await releaseGate(run); $&',
  },
  {
    fault: 'the first batch comes before the job is begun',
    find: /(await begin\(run\);)(\s*)(await work\(run\);)/,
    replacement: "run.status = 'running';$2$3$2$1",
  },
  {
    fault: "the end of a job waits for the job's row to be told of its speed",
    find: /this\.#waiting > 0 && /,
    replacement: 'false && ',
  },
  {
    fault: 'the last attempt waits for locked rows once more',
    find: /activities\.processUnlocked\(sent\)/,
    replacement: 'activities.processBatch(sent)',
  },
  {
    fault: 'the last attempt waits for locked rows once more, in chunks',
    find: /activities\.processUnlockedChunk\(input\)/,
    replacement: 'activities.processChunks(input)',
  },
  {
    fault: 'a batch is one chunk, as it was before',
    find: /return \(0,\s*[\w.]+\.patched\)\([\w.]*PATCHES\.batchesOfChunks\) \?/,
    replacement: 'return false ?',
  },
  {
    fault: 'a batch of before chunks is worked through in chunks',
    find: /return \(0,\s*[\w.]+\.patched\)\([\w.]*PATCHES\.batchesOfChunks\) \?/,
    replacement: 'return true ?',
  },
  {
    fault: 'a chunk of which nobody knows why it fails is tried for ever',
    find: /if \(attempts && lastId !== undefined\)/,
    replacement: 'if (false)',
  },
  {
    fault: 'an outage ends the job without a last attempt',
    find: /if \(isOver && \(/,
    replacement: 'if (isOver || (',
  },
  {
    fault: 'what is the fault of no row is tried again',
    find: /if \(cause\.type !== [\w.]*FAILURE\.batchUnreachable\)\s*return null;/,
    replacement: '',
  },
  {
    fault: 'a pause waits until the batch is done or given up',
    find: /return !this\.#state\.attempts \|\| \(0,\s*[\w.]+\.patched\)\([^;]*;/,
    replacement: 'return !this.#state.attempts;',
  },
  {
    fault: 'a roll-over waits for the first stream that is at rest, and not for all',
    find: /Promise\.allSettled\(working\.map\((.*)\)\);/,
    replacement: 'Promise.race(working.map($1)).then((value) => [{ status: "fulfilled", value }], () => []);',
  },
  {
    fault: 'a job ends with the first stream that cannot go on, while others are at work',
    find: /Promise\.allSettled\(working/,
    replacement: 'Promise.all(working',
  },
  {
    fault: 'the batches of the others are not called off when a stream cannot go on',
    find: /this\.#all\.some\(\(\{ isAtWork \}\) ?=> ?isAtWork\)/,
    replacement: 'false',
  },
  {
    fault: 'a resume is written once for each stream',
    find: /if \(!\s*\(?await run\.writes\.status\('running'\)\)?\)\s*return;/,
    replacement: "for (const _ of run.state.streams) if (!(await run.writes.status('running'))) return;",
  },
  {
    fault: 'a stream begins another batch although another one cannot go on',
    find: /this\.#failure !== null \|\| this\.isStopping\(\)/,
    replacement: 'this.isStopping()',
  },
  {
    fault: 'a stream begins another batch although a pause is due',
    find: /const isPaused = controls\.pausedSinceMs !== null \|\| status !== 'running';/,
    replacement:
      'const isPaused = this.state.streams.length === 1 && (controls.pausedSinceMs !== null || status !== "running");',
  },
  {
    fault: 'all streams are at work, however many are to be at once',
    find: /return this\.#inTurn\.some\(\(\{ no \}\) => no === this\.no\);/,
    replacement: 'return true;',
  },
  {
    fault: 'a roll-over waits for the rest of each stream',
    find: /this\.#hasOthers\(\) && this\.run\.isBarrierDue\(\);/,
    replacement: 'false;',
  },
  {
    fault: 'a range is worked through by activities that do not know where it ends',
    find: /processChunks: activities\.processChunksUpTo,/,
    replacement: 'processChunks: activities.processChunks,',
  },
  {
    fault: 'a job that is to wait for the database goes on at once',
    find: /if \(Date\.now\(\) >= held\.nextLookAtMs\)/,
    replacement: 'if (true)',
  },
  {
    fault: 'every stream of a job that waits looks for itself',
    find: /if \(!this\.#isToLook\(held\)\)/,
    replacement: 'if (false)',
  },
  {
    fault: 'a resume waits for the next look',
    find: /this\.run\.update\(\{ held: undefined \}\);/,
    replacement: ';',
  },
  {
    fault: 'the first messages are asked for as all others are',
    find: /state\.run\.isCanary \? asked\.processCanary : activities\.processChunks/,
    replacement: 'activities.processChunks',
  },
  {
    fault: 'every stream sends first messages',
    find: /run\.isCanary \? 1 : controls\.parallelism/,
    replacement: 'controls.parallelism',
  },
  {
    fault: 'one stream goes on alone behind the first messages',
    find: /run\.isCanary \? 1 : controls\.parallelism/,
    replacement: '1',
  },
  {
    fault: 'a worker of before could go on with first messages',
    find: /isCanary && \(0,\s*[\w.]+\.patched\)\([\w.]*PATCHES\.canary\)/,
    replacement: 'isCanary',
  },
];

/** Faults that only a run which was reset shows: those of the answers that bring what the job's row says. */
export const RESET_MUTANTS: readonly Mutant[] = [
  {
    fault: "what the job's row says is not looked at",
    find: /if \(!said \|\| this\.#leaving !== null\)/,
    replacement: 'if (true)',
  },
  {
    fault: 'a paused answer is taken for a batch',
    find: /this\.run\.follow\(batch, batch\.isPaused \? controlSeq : null\);\s*if \(batch\.isPaused\)/,
    replacement: 'if (false)',
  },
  {
    fault: "writes do not go on from the row's number",
    find: /this\.writes\.countFrom\(said\.writeNo\);/,
    replacement: ';',
  },
  {
    fault: "the row's control is not taken over",
    find: /adoptRow\)\(this\.controls, said\);/,
    replacement: 'adoptRow);',
  },
];

/** Faults that replay lets pass, because it compares kinds of commands: the expected calls are there for them. */
export const CONTENT_MUTANTS: readonly Mutant[] = [
  { fault: 'a batch begins at another cursor', find: /cursor,(\s*counters: state)/, replacement: 'cursor: 0,$1' },
  {
    fault: 'a failed attempt is tried again from its beginning, and not from the chunk that failed',
    find: /this\.#accept\(done, false\);/,
    replacement: ';',
  },
  {
    fault: 'a batch begins at the chunk behind the first one of the batch before it',
    find: /chunkNo: done\.nextChunkNo,/,
    replacement: 'chunkNo: chunkNo + 1,',
  },
  {
    fault: 'chunks are as large as the batch',
    find: /Math\.min\(policySize, batchSize\);/,
    replacement: 'batchSize * 2;',
  },
  {
    fault: 'a rest that a roll-over has cut short is forgotten',
    find: /if \(isCut\(\) && !isOver\(\) && Date\.now\(\) < untilMs\)\s*return;/,
    replacement: '',
  },
  {
    fault: 'a stream goes on behind the end of its range',
    find: /\{ upTo: stream\.upTo \}/,
    replacement: '{ upTo: stream.upTo + 1 }',
  },
  {
    fault: 'a job is divided into another number of streams',
    find: /beginJob\(run\.gate, run\.input\.parallelism/,
    replacement: 'beginJob(run.gate, 2 * run.input.parallelism',
  },
  {
    fault: 'the state of several streams is left so that a worker of before streams goes on with one',
    find: /if \(state\.streams\.length === 1\)/,
    replacement: 'if (true)',
  },
  {
    fault: 'a batch of automatic size begins at the size of the policy, whatever was found',
    find: /chunkSize: done\.chunkSize/,
    replacement: 'chunkSize: undefined',
  },
  {
    fault: 'a batch of automatic size is not told how long a chunk is to take',
    find: /isAuto \? \{ \.\.\.input, targetChunkMs \} : input/,
    replacement: 'input',
  },
  {
    fault: 'a batch of automatic size has a number of targets',
    find: /isAuto \? [\w.]*NO_LIMIT : batchSize/,
    replacement: 'isAuto ? 500 : batchSize',
  },
  {
    fault: 'targets are recorded as failed that were not tried',
    find: /code: attempts\.lastFailure, lastId \}/,
    replacement: 'code: attempts.lastFailure, lastId: lastId + 1 }',
  },
  {
    fault: 'a batch has another time',
    find: /maxBatchMs: policy\.maxBatchMs,(\s*controlSeq)/,
    replacement: 'maxBatchMs: 2 * policy.maxBatchMs,$1',
  },
  {
    fault: 'a batch is not told of the newest control',
    find: /controlSeq: run\.controlSeq/,
    replacement: 'controlSeq: 0',
  },
  {
    fault: 'a batch has another heartbeat time-out',
    find: /heartbeatTimeout: policy\.heartbeatTimeoutSeconds \* 1000,(\s*)retry: \{ maximumAttempts: 1 \}/,
    replacement: 'heartbeatTimeout: policy.heartbeatTimeoutSeconds * 2000,$1retry: { maximumAttempts: 1 }',
  },
  {
    fault: 'a batch is told of a cancel instead of left to end',
    find: /cancellationType: [\w.]+\.ActivityCancellationType\.ABANDON,/,
    replacement: '',
  },
  { fault: 'a wait is cut at another time', find: /const BEATS_PER_TTL = 3;/, replacement: 'const BEATS_PER_TTL = 4;' },
  { fault: 'the waits of a hold do not grow', find: /2 \*\* Math\.min\(held\?\.looks \?\? 0, 5\)/, replacement: '1' },
  {
    fault: 'a roll-over forgets that the job waits',
    find: /\.\.\.run\.writes\.carried\(\),/,
    replacement: '$& held: undefined,',
  },
  {
    fault: 'a roll-over forgets that there is something to finish',
    find: /\.\.\.run\.writes\.carried\(\),/,
    replacement: '$& hasFinish: undefined,',
  },
  {
    fault: 'a roll-over forgets that the first messages are not looked at yet',
    find: /\.\.\.run\.writes\.carried\(\),/,
    replacement: '$& isCanary: undefined,',
  },
  { fault: 'a roll-over forgets the run number', find: /no: state\.run\.no \+ 1/, replacement: 'no: state.run.no' },
  {
    fault: 'the end of a job does not tell its speed',
    find: /lastError, speed\)/,
    replacement: 'lastError)',
  },
  {
    fault: 'the result has another total',
    find: /return \{ status, counters, total \};/,
    replacement: 'return { status, counters, total: 0 };',
  },
  {
    fault: 'a run that continues one of before streams begins with another batch',
    find: /chunkNo: flat\.batchNo,/,
    replacement: 'chunkNo: 1,',
  },
  {
    fault: 'a roll-over leaves out what a worker of before streams reads',
    find: /return withFlatState\(state\);/,
    replacement: 'return state;',
  },
];

/** @throws Error when the code has no such place, or several: the mutant would show nothing */
export function mutate(code: string, { fault, find, replacement }: Mutant): string {
  const places = code.match(new RegExp(find, 'g'))?.length ?? 0;
  if (places !== 1) throw new Error(`"${fault}" does not apply: its place was found ${places} times`);
  return code.replace(find, replacement);
}
