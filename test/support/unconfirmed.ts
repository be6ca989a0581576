import type { PolicyOverrides } from '../../src/operations/policy.js';

/** For tests that start many targets and are not about their confirmation. */
export const UNCONFIRMED: PolicyOverrides = { delete_leads_bulk: { confirmAbove: 1_000_000 } };
