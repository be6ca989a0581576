import { bytes, wholeNumber } from './kinds.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { variable } from './variable.js';

export const imports = settingsModule({
  title: 'Imports of leads',
  variables: {
    maxBytes: variable('IMPORT_MAX_BYTES', bytes(1_024, 10_737_418_240), 268_435_456, 'Bytes of one file.'),
    maxRows: variable('IMPORT_MAX_ROWS', wholeNumber('rows', 1, 10_000_000), 1_000_000, 'Rows of one file.'),
    maxCellCharacters: variable(
      'IMPORT_MAX_CELL_CHARACTERS',
      wholeNumber('characters', 10, 1_000_000),
      10_000,
      'Characters of one cell.',
    ),
    maxOpen: variable(
      'MAX_IMPORTS_PER_BUSINESS',
      wholeNumber('at the same time', 1, 1_000),
      3,
      'Imports of a business that have not ended.',
    ),
  },
  settings: (values) => values,
});

export type ImportSettings = SettingsOf<typeof imports>;
