import { Button, Group, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { faultsOf } from '../api/problems.js';
import { useMay } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import { COLUMN_LABELS } from './column-labels.js';
import { proposedColumns, readHeader } from './file-header.js';
import { type Upload, uploadFile } from './import-queries.js';
import classes from './imports.module.css';
import { CONSENT_COLUMNS, type CsvDelimiter, DELIMITERS, PLAIN_COLUMNS } from './lead-import.js';

interface Chosen extends Upload {
  /** Of the file. */
  readonly header: readonly string[];
}

/** Chooses a file, says which of its columns is which, and sends it. */
export function UploadForm() {
  const text = useText();
  const maySetConsent = useMay('consents');
  const fileId = useId();
  const [, go] = useLocation();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const upload = useMutation({ mutationFn: uploadFile, onSuccess: ({ id }) => go(`/imports/${id}`) });

  async function choose(file: File | undefined, given?: CsvDelimiter): Promise<void> {
    upload.reset();
    if (!file) return setChosen(null);
    const { delimiter, columns: header } = await readHeader(file, given);
    setChosen({ file, delimiter, header, columns: proposedColumns(header) });
  }

  const faults = faultsOf(upload.error);
  const faultOf = (field: string): string | undefined => faults.find((fault) => fault.field === field)?.message;
  return (
    <form
      className="surface"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) upload.mutate(chosen);
      }}
    >
      <p>
        <label htmlFor={fileId}>{text('imports.file')}</label>{' '}
        <input
          id={fileId}
          className={classes.file}
          type="file"
          accept=".csv,text/csv"
          onChange={({ currentTarget }) => void choose(currentTarget.files?.[0])}
        />
      </p>
      <p>{text('imports.file_hint')}</p>
      {chosen && (
        <div className={classes.fields}>
          <NativeSelect
            label={text('imports.delimiter')}
            value={chosen.delimiter}
            onChange={({ currentTarget }) => void choose(chosen.file, currentTarget.value as CsvDelimiter)}
            data={(Object.keys(DELIMITERS) as CsvDelimiter[]).map((value) => ({
              value,
              label: text(`delimiter.${value}`),
            }))}
          />
          {[...PLAIN_COLUMNS, ...(maySetConsent ? CONSENT_COLUMNS : [])].map((column) => (
            <NativeSelect
              key={column}
              name={column}
              label={text(COLUMN_LABELS[column])}
              required={column === 'name'}
              value={chosen.columns[column]}
              error={faultOf(column)}
              onChange={({ currentTarget }) => {
                const { value } = currentTarget;
                setChosen({ ...chosen, columns: { ...chosen.columns, [column]: value } });
              }}
              data={[
                { value: '', label: text('imports.not_imported') },
                ...[...new Set(chosen.header)]
                  .filter((name) => name !== '')
                  .map((name) => ({ value: name, label: name })),
              ]}
            />
          ))}
        </div>
      )}
      {upload.error && <Failure error={upload.error} />}
      {faultOf('file') !== undefined && (
        <p>
          <bdi>{faultOf('file')}</bdi>
        </p>
      )}
      <Group mt="sm">
        <Button type="submit" disabled={chosen === null} loading={upload.isPending}>
          {text('imports.upload')}
        </Button>
        {upload.isPending && <span role="status">{text('imports.uploading')}</span>}
      </Group>
    </form>
  );
}
