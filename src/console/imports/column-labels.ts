import type { TextId } from '../texts/locales.js';
import type { LeadColumn } from './lead-import.js';

export const COLUMN_LABELS: Readonly<Record<LeadColumn, TextId>> = {
  name: 'leads.name',
  phone: 'leads.phone',
  email: 'leads.email',
  status: 'leads.status',
  source: 'leads.source',
  owner: 'leads.owner',
  tags: 'leads.tags',
  consent: 'imports.consent',
  consentSource: 'imports.consent_source',
  consentAt: 'imports.consent_at',
};
