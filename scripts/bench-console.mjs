import './setup/node-version.mjs';
import { runWithServices } from './stack/run-with-services.mjs';

// `npm run bench:console -- --help` tells what it measures.
await runWithServices('bench', 'bench', 'console', 'main.js');
