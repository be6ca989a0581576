import { Alert, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { faultsOf } from '../api/problems.js';
import { SelectionText } from '../jobs/selection-text.js';
import { Failure } from '../shell/failure.js';
import { durationText } from '../texts/duration.js';
import { useLocale } from '../texts/locale-provider.js';
import { useText } from '../texts/use-text.js';
import { confirmationFor } from './confirmation.js';
import { ConfirmationFields } from './confirmation-fields.js';
import { dryRunQuery, OLDEST_DRY_RUN_MS } from './dry-run-query.js';
import { DryRunView } from './dry-run-view.js';
import { formFields, inputsOf } from './form-fields.js';
import { FormFieldsView } from './form-fields-view.js';
import { valuesOf } from './form-values.js';
import { GateNote } from './gate-note.js';
import type { OperationType } from './operation-types-query.js';
import { RefusalNote } from './refusal-note.js';
import classes from './start-dialog.module.css';
import { changeDraft, type StartDraft } from './start-draft.js';
import { needsNewLook } from './start-refusal.js';
import { selectionShown } from './start-selection.js';
import { useStartWords } from './start-words.js';
import { readCount } from './typed-count.js';

const SHORTEST_REASON = 3;

interface StartFormProps {
  readonly operation: OperationType;
  readonly draft: StartDraft;
  readonly isSending: boolean;
  /** What became of the last try. */
  readonly refused: Error | null;
  /** What the last refusal was about is being changed. */
  readonly onChange: () => void;
  readonly onClose: () => void;
  readonly onStart: (confirmed: StartDraft) => void;
}

export function StartForm({ operation, draft, isSending, refused, onChange, onClose, onStart }: StartFormProps) {
  const text = useText();
  const words = useStartWords(operation);
  const { locale } = useLocale();
  const parameterFields = formFields(operation.parameters, 'parameters');
  const optionFields = formFields(operation.options, 'options', operation.fullSpeed);
  const termsOf = (typed: StartDraft['typed']) => ({
    ...(parameterFields.length > 0 ? { parameters: valuesOf(parameterFields, typed, locale) } : {}),
    options: valuesOf(optionFields, typed, locale),
  });
  // A field is looked at when it is left, not at each key.
  const [looked, setLooked] = useState(draft.typed);
  const look = useQuery(dryRunQuery({ type: draft.type, selection: draft.selection, ...termsOf(looked) }));
  // While a changed option is looked at, or is at fault, the last look stays.
  const [lastLook, setLastLook] = useState(look.data);
  if (look.data !== undefined && look.data !== lastLook) setLastLook(look.data);
  const dryRun = look.data ?? lastLook;
  const [isChecked, setChecked] = useState(false);
  const [isMoved, setMoved] = useState(false);
  const [isSpeedShown, setSpeedShown] = useState(false);
  const isBusy = useRef(false);
  const isFrozen = draft.sent !== null;

  const confirmation =
    dryRun &&
    confirmationFor({
      count: dryRun.count.value,
      isEverything: dryRun.selection.kind === 'all',
      confirmAbove: dryRun.policy.confirmAbove,
    });
  const expectedTotal = confirmation === 'button' ? dryRun!.count.value : readCount(draft.typedCount, locale);
  const isCountRight = expectedTotal === dryRun?.count.value;
  const isReasonGiven = confirmation !== 'count_and_reason' || draft.reason.trim().length >= SHORTEST_REASON;
  const isStartable = isFrozen || (dryRun !== undefined && dryRun.count.isExact && dryRun.count.value > 0);

  const faults = [...faultsOf(refused), ...faultsOf(look.error)];
  const faultAt = (field: string): string | undefined => faults.find((fault) => fault.field === field)?.message;
  const places = [
    ...(confirmation === 'count' || confirmation === 'count_and_reason' ? ['expectedTotal'] : []),
    ...(confirmation === 'count_and_reason' ? ['reason'] : []),
    ...inputsOf([...parameterFields, ...optionFields]).map(({ place }) => place),
  ];
  const isShownAtFields = (error: Error): boolean => {
    const own = faultsOf(error);
    return own.length > 0 && own.every(({ field }) => places.some((place) => `${field}.`.startsWith(`${place}.`)));
  };

  // So that the number on the button is the new one.
  const { refetch } = look;
  const isLookOld = refused !== null && needsNewLook(refused);
  useEffect(() => {
    if (isLookOld) void refetch();
  }, [isLookOld, refetch]);

  function change(changed: Partial<StartDraft>): void {
    setChecked(false);
    onChange();
    changeDraft(draft.id, changed);
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.current || isSending || !isStartable) return;
    isBusy.current = true;
    try {
      if (isFrozen) {
        onStart(draft);
        return;
      }
      setChecked(true);
      if (!isCountRight || !isReasonGiven || expectedTotal === null) return;
      if (Date.now() - look.dataUpdatedAt > OLDEST_DRY_RUN_MS) {
        const { data: again } = await refetch();
        if (!again) return;
        if (again.count.value !== expectedTotal) {
          setMoved(true);
          changeDraft(draft.id, { typedCount: '' });
          return;
        }
      }
      setMoved(false);
      const reason = draft.reason.trim();
      const sent = { ...termsOf(draft.typed), expectedTotal, ...(reason === '' ? {} : { reason }) };
      const confirmed = changeDraft(draft.id, { sent });
      if (confirmed) onStart(confirmed);
    } finally {
      isBusy.current = false;
    }
  }

  const fieldsShared = {
    typed: draft.typed,
    faults,
    isReadOnly: isFrozen,
    onType: (place: string, value: string) => change({ typed: { ...draft.typed, [place]: value } }),
  };
  const count = draft.sent?.expectedTotal ?? dryRun?.count.value;
  const action = count === undefined ? text('start.looking') : words.action(count);
  const pauseLimit = dryRun && durationText(dryRun.policy.maxPauseSeconds);
  const hasOptionFault = faults.some(({ field }) => field.startsWith('options.'));
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
      onBlur={() => setLooked(draft.typed)}
    >
      <p className={classes.selection}>
        <SelectionText selection={dryRun?.selection ?? selectionShown(draft.selection)} />
      </p>
      {parameterFields.length > 0 && <FormFieldsView fields={parameterFields} {...fieldsShared} />}
      {!dryRun && look.isPending && <p role="status">{text('start.looking')}</p>}
      {look.error && !isShownAtFields(look.error) && <Failure error={look.error} />}
      {dryRun && (
        <div className={look.isFetching || look.error ? 'stale' : ''}>
          <DryRunView operation={operation} dryRun={dryRun} />
        </div>
      )}
      {((look.error && !isShownAtFields(look.error)) || dryRun?.count.isExact === false) && (
        <div>
          <Button variant="default" size="compact-sm" loading={look.isFetching} onClick={() => void refetch()}>
            {text('start.count_again')}
          </Button>
        </div>
      )}
      {dryRun && <GateNote gate={dryRun.gate} />}
      {optionFields.length > 0 && (
        <details
          className={classes.speed}
          open={isSpeedShown || hasOptionFault}
          onToggle={({ currentTarget }) => setSpeedShown(currentTarget.open)}
        >
          <summary>
            {text('start.speed')}
            {dryRun && <> · {text('fact.speed_value', dryRun.options)}</>}
          </summary>
          <FormFieldsView fields={optionFields} {...fieldsShared} />
        </details>
      )}
      {pauseLimit && (
        <ul className={classes.warnings}>
          {words.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
          <li>{text('start.pause_limit', { duration: text(pauseLimit.id, pauseLimit.values) })}</li>
        </ul>
      )}
      {confirmation && isStartable && (
        <ConfirmationFields
          confirmation={confirmation}
          count={dryRun.count.value}
          typedCount={draft.typedCount}
          reason={draft.reason}
          countFault={isChecked && !isCountRight ? text('start.count_wrong') : faultAt('expectedTotal')}
          reasonFault={isChecked && !isReasonGiven ? text('start.reason_missing') : faultAt('reason')}
          isReadOnly={isFrozen}
          onType={change}
        />
      )}
      {isMoved && (
        <Alert color="yellow" role="alert">
          {text('start.moved')}
        </Alert>
      )}
      {refused && !isShownAtFields(refused) && <RefusalNote error={refused} />}
      {isFrozen && !refused && !isSending && (
        <Alert color="yellow" role="alert" title={text('start.no_answer')}>
          {text('start.one_job')}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} disabled={isSending}>
          {text(isFrozen ? 'action.close' : 'start.leave')}
        </Button>
        <Button type="submit" color={words.color} loading={isSending} disabled={!isStartable}>
          {isFrozen && !isSending ? text('start.send_again') : action}
        </Button>
      </Group>
    </form>
  );
}
