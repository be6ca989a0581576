import '../setup/node-version.mjs';
import { bundleConsole } from './bundle.mjs';

// A test builds one of its own.
await bundleConsole(process.argv[2]);
