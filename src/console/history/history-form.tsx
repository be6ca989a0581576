import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTyped } from '../shell/use-typed.js';
import { operationTypesQuery } from '../start/operation-types-query.js';
import { useText } from '../texts/use-text.js';
import type { HistoryOf } from './history-address.js';

interface HistoryFormProps {
  readonly of: HistoryOf;
  readonly onAsk: (of: HistoryOf) => void;
}

/** Asks for one target, when it is sent: every look is in the audit log. */
export function HistoryForm({ of, onAsk }: HistoryFormProps) {
  const text = useText();
  const { data: types } = useQuery(operationTypesQuery);
  const [typed, setTyped] = useTyped(of, ({ table, id }) => `${table} ${id}`);
  const tables = [...new Set([typed.table, ...(types?.items ?? []).map(({ targets }) => targets)])];
  return (
    <form
      role="search"
      className="surface"
      onSubmit={(event) => {
        event.preventDefault();
        const id = typed.id.trim().replace(/^#/, '');
        if (id !== '') onAsk({ table: typed.table, id });
      }}
    >
      <Group gap="sm" align="end">
        <NativeSelect
          name="table"
          label={text('history.table')}
          data={tables}
          value={typed.table}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, table: value }))}
        />
        <TextInput
          name="id"
          label={text('history.id')}
          inputMode="numeric"
          value={typed.id}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, id: value }))}
        />
        <Button type="submit" variant="default">
          {text('history.ask')}
        </Button>
      </Group>
    </form>
  );
}
