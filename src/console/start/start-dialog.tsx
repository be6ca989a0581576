import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { Job } from '../jobs/job.js';
import { useTypeName, useTypeOfAllName } from '../jobs/type-name.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { useText } from '../texts/use-text.js';
import { operationTypesQuery } from './operation-types-query.js';
import type { StartDraft } from './start-draft.js';
import { StartForm } from './start-form.js';
import { useDraft } from './use-draft.js';
import { useSendStart } from './use-send-start.js';

interface StartDialogProps {
  readonly onAccepted: (job: Job) => void;
  readonly onClose: () => void;
  /** Also of a start that is not answered yet. */
  readonly onDiscard: () => void;
}

/** From a selection to an accepted job: a look at what would happen, a confirmation that fits it, and one start. */
export default function StartDialog({ onAccepted, onClose, onDiscard }: StartDialogProps) {
  const text = useText();
  const typeName = useTypeName();
  const typeOfAllName = useTypeOfAllName();
  const [, navigate] = useLocation();
  const draft = useDraft();
  const { data: types, error, refetch } = useQuery(operationTypesQuery);
  const {
    mutate,
    reset,
    isPending,
    error: refused,
  } = useSendStart({
    onAccepted,
    onJob: ({ id }) => navigate(`/jobs/${id}`, { replace: true }),
    onHeld: () => navigate(`/gate/${draft?.type}`),
  });
  if (draft === null) return null;
  const title = ({ type, selection }: StartDraft): string => {
    if ('restoreOf' in selection) return typeName('restore_job');
    return 'all' in selection ? typeOfAllName(type) : typeName(type);
  };
  const operation = types?.items.find(({ type }) => type === draft.type);
  return (
    <Modal
      opened
      onClose={() => {
        if (!isPending) onClose();
      }}
      // A click beside it must not lose what was typed.
      closeOnClickOutside={false}
      title={title(draft)}
      size="lg"
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': text('action.close'), disabled: isPending }}
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!types && !error && <Loading />}
      {types && !operation && <p role="alert">{text('advice.forbidden')}</p>}
      {operation && (
        <StartForm
          operation={operation}
          draft={draft}
          isSending={isPending}
          refused={refused}
          onChange={reset}
          onClose={onClose}
          onDiscard={onDiscard}
          onStart={mutate}
        />
      )}
    </Modal>
  );
}
