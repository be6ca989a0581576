import { RECORDED_FETCHES } from '../processes/replay/recorded-fetches.js';
import { FETCH_COMMAND_MUTANTS, FETCH_CONTENT_MUTANTS } from './fetch-recording.mutants.js';
import { proveMutants } from './prove-mutants.js';

proveMutants({
  kind: 'fetch',
  recorded: RECORDED_FETCHES,
  ofCommands: FETCH_COMMAND_MUTANTS,
  ofContents: FETCH_CONTENT_MUTANTS,
});
