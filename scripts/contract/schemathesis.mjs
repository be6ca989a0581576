import { findPythonProgram } from '../setup/python-environment.mjs';
import { inRepository } from '../setup/repository.mjs';

const schemathesis = {
  ...{ name: 'Schemathesis', neededBy: 'npm run test:contract', program: 'st' },
  pins: inRepository('scripts', 'contract', 'requirements.txt'),
};

/**
 * @param {{ signal?: AbortSignal, say?: (text: string) => void }} [options]
 * @returns {Promise<string>} the program
 */
export function findSchemathesis(options) {
  return findPythonProgram(schemathesis, options);
}
