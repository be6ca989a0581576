import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { AUDIO_TYPES } from '../../recordings/audio-type.js';
import { FETCH_FAILURES } from '../../recordings/fetch-failure.js';
import { CALL_SID_PATTERN } from '../../recordings/recording.js';
import { callListQuery } from '../calls/call-listing.js';
import {
  Answer,
  AUDIT_UNAVAILABLE,
  DatabaseAway,
  headerDocs,
  InvalidRequest,
  KnownToEverybody,
  LimitedRead,
  Problems,
  QueryFields,
} from './answer-docs.js';

export const ListCallsDocs = () =>
  applyDecorators(
    ApiOperation({ summary: 'List calls', description: 'Newest first.' }),
    QueryFields(callListQuery),
    Answer(200, 'CallPage', 'One page'),
    InvalidRequest('limit', 'Too big: expected number to be <=500'),
    DatabaseAway(AUDIT_UNAVAILABLE),
    LimitedRead(),
    KnownToEverybody(),
  );

const AUDIO = Object.fromEntries(AUDIO_TYPES.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

const AUDIO_HEADERS = {
  ETag: 'Names this version of the file',
  'Accept-Ranges': '`bytes`',
  'Content-Disposition': 'A name for the file',
};

export const PlayRecordingDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Play the recording of a call',
      description:
        'The audio, if it is here. Else it is fetched from the telephony provider, once, however often you ask: 202 with ' +
        '`Retry-After`. Clicks on what exists are never answered 429; questions for calls that do not exist may be (`limit` ' +
        'is `unknown_calls`). One byte range is served as 206; several are served as the whole file.',
    }),
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
    ApiResponse({ status: 304, description: 'You have it already', headers: headerDocs({ ETag: 'As you sent it' }) }),
    InvalidRequest('call_sid', 'must be 1 to 64 letters, digits, _ and -'),
    Problems(
      404,
      'No such call, or no recording of it; after `recording_not_found` see Retry-After',
      {
        code: 'call_not_found',
        title: 'No such call',
        detail: 'There is no call with this sid in your business.',
      },
      { code: 'call_not_recorded', title: 'This call was not recorded', detail: 'The call has no recording.' },
      {
        code: 'recording_not_found',
        title: 'The provider has no such recording',
        detail: 'The provider has no such recording. It can be tried again in 30 s.',
        failure: 'not_found',
      },
    ),
    Problems(412, 'It is another version than `If-Match` names; see ETag', {
      code: 'precondition_failed',
      title: 'The recording is another version',
      detail: 'If-Match names no version that is here. ETag names the one that is.',
    }),
    Problems(416, 'The range begins behind the end', {
      code: 'range_not_satisfiable',
      title: 'The range begins behind the end of the recording',
      detail: 'The recording has 480044 bytes.',
    }),
    Problems(502, 'It could not be fetched; see Retry-After', {
      code: 'recording_not_fetched',
      title: 'The recording could not be fetched',
      detail: `The provider refused to hand it over. It can be tried again in 30 s.`,
      failure: 'refused' satisfies keyof typeof FETCH_FAILURES,
    }),
    DatabaseAway(
      AUDIT_UNAVAILABLE,
      { code: 'temporal_unavailable', title: 'Temporal is not available', detail: 'Please try again.' },
      {
        code: 'storage_unavailable',
        title: 'The storage of recordings is not available',
        detail: 'Please try again.',
      },
      {
        code: 'too_many_plays',
        title: 'Too many recordings are played at once',
        detail:
          'Your credential or your business has all its places for playing. Please try again when one of the others has ended.',
      },
    ),
    KnownToEverybody(),
  );
