import './setup/node-version.mjs';
import { runWithServices } from './stack/run-with-services.mjs';

// Runs real jobs, fetches of recordings and imports, all or the named ones, and writes their Temporal histories to
// test/replay/histories/.
await runWithServices('record-history', ['test', 'processes', 'record-history.js']);
