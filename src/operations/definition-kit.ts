import { z } from 'zod';
import { NO_PARAMETERS } from './definition.js';
import { deleteTargets } from './delete-targets.js';
import { TargetRefused } from './errors.js';
import { filterText } from './filter-text.js';
import { lineText } from './line-text.js';
import { DEFAULT_POLICY } from './policy.js';
import { updateTargets } from './update-targets.js';

/**
 * What a module of definitions from outside is handed, so that it has nothing to import: its schemas and errors have to be of
 * this program's own classes.
 */
export const definitionKit = {
  z,
  DEFAULT_POLICY,
  NO_PARAMETERS,
  TargetRefused,
  filterText,
  lineText,
  deleteTargets,
  updateTargets,
};
