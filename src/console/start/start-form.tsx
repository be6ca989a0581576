import { Alert, Button, Group } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ApiProblem } from '../api/problems.js';
import { SelectionText } from '../jobs/selection-text.js';
import { useTypeName } from '../jobs/type-name.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import { ConfirmationFields } from './confirmation-fields.js';
import { DryRunView } from './dry-run-view.js';
import { FormFieldsView } from './form-fields-view.js';
import { GateNote } from './gate-note.js';
import { RefusalNote } from './refusal-note.js';
import { SpeedFields } from './speed-fields.js';
import classes from './start-dialog.module.css';
import { adviceFor } from './start-refusal.js';
import { SendToMe } from './send-to-me.js';
import { isFollowUp, selectionShown } from './start-selection.js';
import { useStartWords } from './start-words.js';
import { type Preparation, usePreparedStart } from './use-prepared-start.js';
import { Warnings } from './warnings.js';

interface StartFormProps extends Preparation {
  readonly onClose: () => void;
  readonly onDiscard: () => void;
}

/** What a start would do, what it may be told, and the button that says what will happen. */
export function StartForm({ onClose, onDiscard, ...preparation }: StartFormProps) {
  const text = useText();
  const { operation, draft, isSending, refused } = preparation;
  const words = useStartWords(operation, 'restoreOf' in draft.selection);
  const typeName = useTypeName();
  const prepared = usePreparedStart(preparation);
  const { look, dryRun, judged, isFrozen, isStartable, faults, isShownAtFields, change } = prepared;
  const lookFailed = look.error !== null && !isShownAtFields(look.error);
  const adviceOf = (error: Error): string | undefined => {
    const advice = error instanceof ApiProblem ? adviceFor(error, false) : null;
    return advice === null ? undefined : text(advice);
  };
  const faultAt = (field: string): string | undefined => faults.find((fault) => fault.field === field)?.message;
  const fieldsShared = {
    typed: draft.typed,
    faults,
    isReadOnly: isFrozen,
    onType: (place: string, value: string) => change({ typed: { ...draft.typed, [place]: value } }),
  };
  const canaryFields = prepared.optionFields.filter(({ kind }) => kind === 'group');
  const speedFields = prepared.optionFields.filter(({ kind }) => kind !== 'group');
  const form = useRef<HTMLFormElement>(null);
  const isJudged = judged !== null;
  useEffect(() => {
    if (isJudged || refused) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [isJudged, refused]);
  const count = draft.sent?.expectedTotal ?? dryRun?.count.value;
  const action = count === undefined ? typeName(operation.type) : words.action(count);
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void prepared.start();
      }}
      onBlur={prepared.lookAtTyped}
    >
      <p className={classes.selection}>
        <SelectionText selection={dryRun?.selection ?? selectionShown(draft.selection)} />
      </p>
      {'all' in draft.selection && <p>{text('leads.everything_means')}</p>}
      {prepared.parameterFields.length > 0 && <FormFieldsView fields={prepared.parameterFields} {...fieldsShared} />}
      <p role="status" className={classes.count}>
        {dryRun ? words.count(dryRun.count) : look.isPending && text('start.looking')}
        {!dryRun && look.error && !lookFailed && text('start.fill_in')}
      </p>
      {look.error && lookFailed && <Failure error={look.error} advice={adviceOf(look.error)} />}
      {dryRun && (
        <div className={look.isFetching || look.error || prepared.isTypedOver ? 'stale' : ''}>
          <DryRunView dryRun={dryRun} isTypedOver={prepared.isTypedOver} />
        </div>
      )}
      {(lookFailed || dryRun?.count.isExact === false) && (
        <div>
          <Button variant="default" size="compact-sm" loading={look.isFetching} onClick={() => void look.refetch()}>
            {text('start.count_again')}
          </Button>
        </div>
      )}
      {dryRun && <GateNote dryRun={dryRun} />}
      {dryRun?.recipients && !isFollowUp(draft.selection) && (
        <SendToMe
          type={draft.type}
          parameters={prepared.parametersTyped}
          isDisabled={isFrozen || isSending || look.error !== null || prepared.isTypedOver}
        />
      )}
      {canaryFields.length > 0 && <FormFieldsView fields={canaryFields} {...fieldsShared} />}
      <SpeedFields fields={speedFields} options={dryRun?.options} {...fieldsShared} />
      {dryRun && <Warnings words={words.warnings} dryRun={dryRun} />}
      {dryRun && isStartable && prepared.confirmation !== null && (
        <ConfirmationFields
          confirmation={prepared.confirmation}
          count={dryRun.count.value}
          typedCount={draft.typedCount}
          reason={draft.reason}
          countFault={judged?.isCountRight === false ? text('start.count_wrong') : faultAt('expectedTotal')}
          reasonFault={judged?.isReasonGiven === false ? text('start.reason_missing') : faultAt('reason')}
          isReadOnly={isFrozen}
          onType={change}
        />
      )}
      {prepared.hasMoved && (
        <Alert color="yellow" role="alert">
          {text('start.moved')}
        </Alert>
      )}
      {refused && (isFrozen || !isShownAtFields(refused)) && <RefusalNote error={refused} isUnanswered={isFrozen} />}
      {isFrozen && !refused && !isSending && (
        <Alert color="yellow" role="alert" title={text(draft.isTakenUp ? 'start.before' : 'start.no_answer')}>
          {text(draft.isTakenUp ? 'start.send_or_discard' : 'start.one_job')}
        </Alert>
      )}
      <Group justify="flex-end">
        {isFrozen && !isSending && (
          <Button variant="subtle" color="red" onClick={onDiscard}>
            {text('start.discard')}
          </Button>
        )}
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
