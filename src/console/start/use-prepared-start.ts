import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { faultsOf } from '../api/problems.js';
import { useLocale } from '../texts/locale-provider.js';
import { confirmationFor, judgeConfirmation } from './confirmation.js';
import { dryRunQuery, OLDEST_DRY_RUN_MS, targetsLeft } from './dry-run-query.js';
import { formFields, inputsOf } from './form-fields.js';
import { type Typed, valuesOf } from './form-values.js';
import type { OperationType } from './operation-types-query.js';
import { changeDraft, type StartDraft } from './start-draft.js';
import { needsNewLook } from './start-refusal.js';
import { isFollowUp } from './start-selection.js';
import type { SentStart } from './use-send-start.js';

export interface Preparation {
  readonly operation: OperationType;
  readonly draft: StartDraft;
  readonly isSending: boolean;
  /** What became of the last try. */
  readonly refused: Error | null;
  /** What the last refusal was about is being changed. */
  readonly onChange: () => void;
  readonly onStart: (start: SentStart) => void;
}

/** From a draft to a start that can be sent: the fields of its form, the look at what it would do, the confirmation. */
export function usePreparedStart({ operation, draft, isSending, refused, onChange, onStart }: Preparation) {
  const { locale } = useLocale();
  const parameterFields = isFollowUp(draft.selection) ? [] : formFields(operation.parameters, 'parameters');
  const optionFields = formFields(operation.options, 'options', operation.fullSpeed);
  const termsOf = (typed: Typed) => ({
    ...(parameterFields.length > 0 ? { parameters: valuesOf(parameterFields, typed, locale) } : {}),
    options: valuesOf(optionFields, typed, locale),
  });

  const [looked, setLooked] = useState(draft.typed);
  const isTypedOver = JSON.stringify(termsOf(draft.typed)) !== JSON.stringify(termsOf(looked));
  const look = useQuery(dryRunQuery({ type: draft.type, selection: draft.selection, terms: termsOf(looked) }));
  // While a changed option is looked at, or is at fault, the last look stays.
  const [lastLook, setLastLook] = useState(look.data);
  if (look.data !== undefined && look.data !== lastLook) setLastLook(look.data);
  const dryRun = look.data ?? lastLook;

  const { refetch } = look;
  const isLookOld = refused !== null && needsNewLook(refused);
  // So that the number on the button is the new one.
  useEffect(() => {
    if (isLookOld) void refetch();
  }, [isLookOld, refetch]);

  const confirmation =
    dryRun === undefined
      ? null
      : confirmationFor({
          count: dryRun.count.value,
          isEverything: dryRun.selection.kind === 'all',
          confirmAbove: dryRun.policy.confirmAbove,
          hasMoved: draft.hasMoved,
        });
  const judged = confirmation && dryRun && judgeConfirmation(confirmation, dryRun.count.value, draft, locale);
  /** Faults of the confirmation are shown once somebody has tried to start. */
  const [isTried, setTried] = useState(false);
  const [hasMoved, setMoved] = useState(false);
  /** What was sent, and nobody knows what became of it, can only be sent again. */
  const isFrozen = draft.sent !== null;
  const isStartable = isFrozen || (dryRun !== undefined && dryRun.count.isExact && targetsLeft(dryRun) > 0);

  const places = [
    ...(confirmation === null || confirmation === 'button' ? [] : ['expectedTotal']),
    ...(confirmation === 'count_and_reason' ? ['reason'] : []),
    ...inputsOf([...parameterFields, ...optionFields]).map(({ place }) => place),
  ];
  const hasPlace = (field: string): boolean => places.some((place) => `${field}.`.startsWith(`${place}.`));

  const isBusy = useRef(false);
  async function start(): Promise<void> {
    if (isBusy.current || isSending || !isStartable) return;
    if (isFrozen) {
      onStart({ draft, isUnanswered: true });
      return;
    }
    // Enter does not leave a field.
    if (isTypedOver) {
      setLooked(draft.typed);
      return;
    }
    setTried(true);
    if (!judged?.isCountRight || !judged.isReasonGiven) return;
    isBusy.current = true;
    const isStillRight = await lookedLately(judged.expectedTotal).finally(() => (isBusy.current = false));
    if (!isStillRight) return;
    const reason = draft.reason.trim();
    const sent = {
      ...termsOf(draft.typed),
      expectedTotal: judged.expectedTotal,
      ...(reason === '' ? {} : { reason }),
    };
    const confirmed = changeDraft(draft.id, { sent });
    if (confirmed) onStart({ draft: confirmed, isUnanswered: false });
  }

  /** An old look is repeated: whether the number is still the one that was confirmed. */
  async function lookedLately(expectedTotal: number): Promise<boolean> {
    setMoved(false);
    if (Date.now() - look.dataUpdatedAt <= OLDEST_DRY_RUN_MS) return true;
    const { data: again } = await refetch();
    if (!again || again.count.value === expectedTotal) return again !== undefined;
    setMoved(true);
    changeDraft(draft.id, { typedCount: '', hasMoved: true });
    return false;
  }

  return {
    parameterFields,
    optionFields,
    parametersTyped: valuesOf(parameterFields, draft.typed, locale),
    look,
    dryRun,
    isTypedOver,
    confirmation,
    judged: isTried ? judged : null,
    hasMoved,
    isFrozen,
    isStartable,
    // What nobody has filled in yet is not called a fault.
    faults: [...faultsOf(refused), ...(Object.keys(looked).length === 0 ? [] : faultsOf(look.error))],
    /** Whether each fault that an error names has a field here. */
    isShownAtFields: (error: Error): boolean => {
      const named = faultsOf(error);
      return named.length > 0 && named.every(({ field }) => hasPlace(field));
    },
    change: (changed: Partial<StartDraft>): void => {
      setTried(false);
      onChange();
      changeDraft(draft.id, changed);
    },
    /** A field is looked at when it is left, not at each key. */
    lookAtTyped: () => setLooked(draft.typed),
    start,
  };
}
