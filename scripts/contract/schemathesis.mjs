import { findPythonProgram } from '../setup/python-environment.mjs';
import { inRepository } from '../setup/repository.mjs';

const schemathesis = {
  ...{ name: 'Schemathesis', neededBy: 'npm run test:contract', program: 'st' },
  pins: inRepository('scripts', 'contract', 'requirements.txt'),
};

/**
 * @returns {Promise<string>} the program
 */
export function findSchemathesis() {
  return findPythonProgram(schemathesis);
}
