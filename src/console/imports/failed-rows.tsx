import { Anchor, Title } from '@mantine/core';
import { basePath } from '../base-path.js';
import { PagedTable } from '../shell/paged-table.js';
import { useText } from '../texts/use-text.js';
import { COLUMN_LABELS } from './column-labels.js';
import { failedRowsQuery } from './import-queries.js';
import type { LeadImport } from './lead-import.js';

/** The rows that were not imported, each with its line and why; and the file of them, to be corrected. */
export function FailedRows({ of: { id, failed } }: { readonly of: LeadImport }) {
  const text = useText();
  return (
    <section className="surface" aria-labelledby="failed-rows">
      <Title order={2} size="h4" id="failed-rows">
        {text('failed_rows.title', { failed })}
      </Title>
      <p>
        <Anchor href={`${basePath}/api/v1/leads/imports/${id}/failed-rows?format=csv`} download>
          {text('failed_rows.download')}
        </Anchor>
      </p>
      <PagedTable
        labelledBy="failed-rows"
        pageQuery={(cursor) => failedRowsQuery(id, failed, cursor)}
        keyOf={({ line }) => line}
        columns={[
          { heading: text('failed_rows.line'), cell: ({ line }) => line },
          {
            heading: text('failed_rows.errors'),
            cell: ({ errors }) =>
              errors.map(({ column, code }) => (
                <div key={`${column} ${code}`}>
                  {column !== null && `${text(COLUMN_LABELS[column])}: `}
                  {text(`row_error.${code}`)}
                </div>
              )),
          },
        ]}
      />
    </section>
  );
}
