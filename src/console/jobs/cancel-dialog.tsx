import { Button, Group, Modal } from '@mantine/core';
import { useText } from '../texts/use-text.js';
import { barParts } from './job-bar-parts.js';
import type { Job } from './job.js';

interface CancelDialogProps {
  readonly job: Job;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** A cancel is for good, unlike a pause, so it says first what is done and what will not be. */
export function CancelDialog({ job, isOpen, onClose, onConfirm }: CancelDialogProps) {
  const text = useText();
  const remaining = barParts(job).find(({ name }) => name === 'remaining')?.count;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={text('cancel.title')}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text('action.close') }}
    >
      <p>
        {remaining === undefined
          ? text('cancel.done', { processed: job.processed })
          : text('cancel.done_and_left', { processed: job.processed, remaining })}
      </p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {text('cancel.keep')}
        </Button>
        <Button color="red" onClick={onConfirm}>
          {text('cancel.confirm')}
        </Button>
      </Group>
    </Modal>
  );
}
