import { useState } from 'react';
import type { LeadFilter } from './lead-filter.js';
import { followFilter, type LeadSelection, noSelection } from './lead-selection.js';

/** The selection on the list of a filter. It is gone with the page. */
export function useLeadSelection(
  filter: LeadFilter,
): readonly [LeadSelection, (change: (selection: LeadSelection) => LeadSelection) => void] {
  const [kept, setSelection] = useState(() => noSelection(filter));
  const selection = followFilter(kept, filter);
  // At once, so that no list is ever shown with the selection of another: React renders again before it shows anything.
  if (selection !== kept) setSelection(selection);
  return [selection, setSelection];
}
