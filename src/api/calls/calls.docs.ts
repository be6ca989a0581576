import { ApiHeader, ApiParam, ApiResponse } from '@nestjs/swagger';
import { AUDIO_TYPES } from '../../recordings/audio-type.js';
import { CALL_SID_PATTERN } from '../../recordings/recording.js';
import { Answer, headerDocs, Problems, QueryFields } from '../docs/answer-docs.js';
import { CallerDocs, DatabaseProblems, InvalidRequest, LimitedRead } from '../docs/route-docs.js';
import { tooManyPlays } from '../limits/limit-problems.js';
import { storageUnavailable } from '../../http/problems.js';
import { auditUnavailable } from '../problems.js';
import { callListQuery } from './call-listing.js';
import {
  callNotFound,
  invalidCallSid,
  notFetched,
  notMatched,
  notRecorded,
  rangeNotSatisfiable,
  temporalUnavailable,
} from './recording-problems.js';

export const ListCallsDocs = CallerDocs(
  'List calls',
  'Newest first.',
  QueryFields(callListQuery),
  Answer(200, 'CallPage', 'One page'),
  InvalidRequest('limit', 'Too big: expected number to be <=500'),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
);

const AUDIO = Object.fromEntries(AUDIO_TYPES.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

const AUDIO_HEADERS = {
  ETag: 'Names this version of the file',
  'Accept-Ranges': '`bytes`',
  'Content-Disposition': 'A name for the file',
};

export const PlayRecordingDocs = CallerDocs(
  'Play the recording of a call',
  'The audio, if it is here. Else it is fetched from the telephony provider, once, however often you ask: 202 with ' +
    '`Retry-After`. Clicks on what exists are never answered 429; questions for calls that do not exist may be (`limit` ' +
    'is `unknown_calls`). One byte range is served as 206; several are served as the whole file.',
  ApiParam({
    name: 'call_sid',
    description: '`callSid` of the call',
    schema: { type: 'string', pattern: `^${CALL_SID_PATTERN}$` },
  }),
  ApiHeader({ name: 'range', required: false, description: 'One byte range, for example `bytes=0-65535`' }),
  ApiHeader({ name: 'if-range', required: false, description: 'The `ETag` that the range belongs to' }),
  ApiHeader({
    name: 'if-match',
    required: false,
    description:
      'The `ETag` that it has to be; 412 where it is another. Not looked at while the recording is being fetched',
  }),
  ApiHeader({ name: 'if-none-match', required: false, description: 'The `ETag` that you have' }),
  ApiResponse({
    status: 200,
    description: 'The whole recording',
    content: AUDIO,
    headers: headerDocs(AUDIO_HEADERS),
  }),
  ApiResponse({
    status: 206,
    description: 'The part that was asked for',
    content: AUDIO,
    headers: headerDocs({ ...AUDIO_HEADERS, 'Content-Range': 'Which part of how much' }),
  }),
  Answer(202, 'Preparing', 'It is being fetched; come back', {
    'Retry-After': 'In how many seconds it may be here: few at first, then more. Never above what `message` says',
  }),
  ApiResponse({
    status: 302,
    description:
      'It is in a bucket (`RECORDINGS_DELIVERY=redirect`), which plays it, whole or the part that you ask it for. Conditions ' +
      'and ranges are the bucket’s to answer, by its own `ETag`',
    headers: headerDocs({ Location: 'Where, for 60 seconds and for whoever has it: keep it to yourself' }),
  }),
  ApiResponse({ status: 304, description: 'You have it already', headers: headerDocs({ ETag: 'As you sent it' }) }),
  Problems('Bad input, with the faulty fields', invalidCallSid()),
  Problems(
    'No such call, or no recording of it; after `recording_not_found` see Retry-After',
    callNotFound(),
    notRecorded(),
    notFetched('not_found', 30),
  ),
  Problems('It is another version than `If-Match` names; see ETag', notMatched('"5d41402abc4b2a76"')),
  Problems('The range begins behind the end', rangeNotSatisfiable(480_044)),
  Problems('It could not be fetched; see Retry-After', notFetched('refused', 30)),
  DatabaseProblems(auditUnavailable(), temporalUnavailable(), storageUnavailable(), tooManyPlays()),
);
