import { Button, Group, TextInput } from '@mantine/core';
import { faultsOf } from '../api/problems.js';
import { useTyped } from '../shell/use-typed.js';
import { useText } from '../texts/use-text.js';
import type { TextId } from '../texts/locales.js';
import { filterKey, isEmptyFilter, LEAD_FILTER_FIELDS, type LeadFilter, type LeadFilterField } from './lead-filter.js';
import { dayOf, momentOf } from './days.js';
import classes from './lead-filter-form.module.css';

const LABELS: Readonly<Record<LeadFilterField, TextId>> = {
  text: 'leads.text',
  status: 'leads.status',
  source: 'leads.source',
  owner: 'leads.owner',
  tag: 'leads.tag',
  createdAfter: 'leads.created_after',
  createdBefore: 'leads.created_before',
  importId: 'leads.import',
};

interface LeadFilterFormProps {
  readonly filter: LeadFilter;
  readonly error: Error | null;
  readonly onChange: (filter: LeadFilter) => void;
}

/** Filters when it is sent, not at each key: every look at leads is in the audit log. */
export function LeadFilterForm({ filter, error, onChange }: LeadFilterFormProps) {
  const text = useText();
  const [typed, setTyped] = useTyped(filter, filterKey);
  const faults = faultsOf(error);
  return (
    <form
      role="search"
      className="surface"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(typed);
      }}
    >
      <div className={classes.fields}>
        {LEAD_FILTER_FIELDS.map((field) => {
          const isDay = field === 'createdAfter' || field === 'createdBefore';
          const value = typed[field] ?? '';
          return (
            <TextInput
              key={field}
              name={field}
              type={isDay ? 'date' : field === 'text' ? 'search' : 'text'}
              label={text(LABELS[field])}
              value={isDay ? dayOf(field, value) : value}
              onChange={({ currentTarget }) => {
                const given = currentTarget.value;
                setTyped((before) => ({ ...before, [field]: isDay ? momentOf(field, given) : given }));
              }}
              error={faults.find((fault) => fault.field === field)?.message}
            />
          );
        })}
      </div>
      <Group mt="sm">
        <Button type="submit">{text('leads.search')}</Button>
        {!isEmptyFilter(filter) && (
          <Button variant="default" onClick={() => onChange({})}>
            {text('leads.show_all')}
          </Button>
        )}
      </Group>
    </form>
  );
}
