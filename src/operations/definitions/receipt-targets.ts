import { z } from 'zod';
import type { TargetTable } from '../definition.js';

export const receiptTargets: TargetTable = {
  table: 'receipts',
  tracksWrites: true,
  nameOf: 'file_name',
  filterSchema: z.strictObject({}),
  filterCondition: () => ({ sql: 'TRUE', parameters: [] }),
};
