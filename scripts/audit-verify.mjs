import './setup/node-version.mjs';
import { runProgram } from './cli/run-program.mjs';

await runProgram('audit-verify.js');
