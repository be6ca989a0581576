import type { Schemas } from '@bulkgate/client';
import { Button, Group } from '@mantine/core';
import { useRef } from 'react';
import { useSelectionText } from '../jobs/selection-text.js';
import { useKey } from '../shell/use-key.js';
import type { OperationType } from '../start/operation-types-query.js';
import type { StartSelection } from '../start/start-selection.js';
import { useText } from '../texts/use-text.js';
import { isEmptyFilter } from './lead-filter.js';
import {
  dropRows,
  keepCarried,
  type LeadSelection,
  noSelection,
  selectAllThatMatch,
  startSelectionOf,
} from './lead-selection.js';
import classes from './selection-bar.module.css';
import { StartButton } from './start-button.js';
import { StrayDecision } from './stray-decision.js';
import { useStrayRows } from './use-stray-rows.js';

interface SelectionBarProps {
  readonly selection: LeadSelection;
  readonly onSelect: (change: (selection: LeadSelection) => LeadSelection) => void;
  /** The ids of the rows that are shown. */
  readonly page: readonly number[];
  /** How many leads match; null while the server has not said. */
  readonly count: Schemas['Count'] | null;
  /** What can be started with a selection. */
  readonly operations: readonly OperationType[];
  readonly onStart: (type: string, selection: StartSelection) => void;
}

/** What is chosen, in words, and what can be done with it. It stays in sight below a long list. */
export function SelectionBar({ selection, onSelect, page, count, operations, onStart }: SelectionBarProps) {
  const text = useText();
  const selectionText = useSelectionText();
  const bar = useRef<HTMLDivElement>(null);
  const { stray, error, retry } = useStrayRows(selection);
  const { ids, filter, isAllThatMatch } = selection;
  useKey('s', () => bar.current?.focus());

  // The button that was pressed is gone then, and the focus with it.
  const change = (to: (selection: LeadSelection) => LeadSelection): void => {
    onSelect(to);
    bar.current?.focus();
  };
  const chosen = startSelectionOf(selection);
  const isUndecided = !selection.isCarriedKept && stray?.length !== 0;
  const isDecisionAsked = isUndecided && (stray !== null || error !== null);
  const strayText = (): string => {
    if (stray === null) return text(error ? 'leads.stray_unknown' : 'leads.stray_asked');
    return text(stray.length === ids.size ? 'leads.stray_all' : 'leads.stray', { stray: stray.length });
  };
  const isPageWhole = !isAllThatMatch && page.length > 0 && page.every((id) => ids.has(id));
  const isMoreThere = count !== null && (!count.isExact || count.value > page.length);

  return (
    <div
      ref={bar}
      tabIndex={-1}
      role="region"
      aria-label={text('leads.selection')}
      className={chosen || selection.wasAllThatMatch ? `surface ${classes.bar}` : classes.empty}
    >
      <span role="status" className={classes.sentence}>
        {selection.wasAllThatMatch && text('leads.all_dropped')}
        {isAllThatMatch && selectionText({ kind: 'filter', filter })}
        {isAllThatMatch && count && <>: {text(count.isExact ? 'count' : 'count.more_than', { value: count.value })}</>}
        {ids.size > 0 && text('leads.selected', { selected: ids.size })}
        {selection.isCarriedKept && !!stray?.length && <>, {text('leads.selected_stray', { stray: stray.length })}</>}
        {isUndecided && <span className={classes.stray}> {strayText()}</span>}
      </span>
      {isDecisionAsked && (
        <StrayDecision
          count={stray?.length ?? ids.size}
          isUnknown={stray === null}
          onRetry={retry}
          onKeep={() => change(keepCarried)}
          onDrop={() => change((before) => dropRows(before, stray ?? [...before.carried]))}
        />
      )}
      {isPageWhole && isMoreThere && !isEmptyFilter(filter) && (
        <Button size="compact-sm" variant="subtle" onClick={() => change(selectAllThatMatch)}>
          {text(count.isExact ? 'leads.select_all' : 'leads.select_all_more_than', { value: count.value })}
        </Button>
      )}
      {isDecisionAsked && <span>{text('leads.decide_first')}</span>}
      {chosen && (
        <Group gap="sm" ms="auto">
          <Button size="compact-sm" variant="subtle" onClick={() => change((before) => noSelection(before.filter))}>
            {text('leads.clear')}
          </Button>
          {!isUndecided &&
            operations
              .filter(isFor(chosen))
              .map((operation) => (
                <StartButton
                  key={operation.type}
                  operation={operation}
                  onStart={() => onStart(operation.type, chosen)}
                />
              ))}
        </Group>
      )}
    </div>
  );
}

/** Whether an operation can be started with what is chosen: one that takes no rows is about imports, and needs to know which. */
function isFor(chosen: StartSelection): (operation: OperationType) => boolean {
  if (!('filter' in chosen)) return ({ selectedBy }) => selectedBy.includes('ids');
  const isOneImport = Object.keys(chosen.filter).join() === 'importId';
  return ({ selectedBy }) => selectedBy.includes('filter') && (selectedBy.includes('ids') || isOneImport);
}
