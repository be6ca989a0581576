import './setup/node-version.mjs';
import { runWithServices } from './stack/run-with-services.mjs';

// `npm run bench -- --help` tells its options.
await runWithServices('bench', ['bench', 'main.js']);
