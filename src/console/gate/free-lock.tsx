import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { Failure } from '../shell/failure.js';
import { ReasonInput } from '../shell/reason-input.js';
import { useText } from '../texts/use-text.js';
import { forgetGates } from './gate-query.js';
import classes from './gate-page.module.css';
import type { HeldGate } from './held-gates.js';

/** Frees a lock by hand, for an admin: says what that means, and asks for a reason. */
export function FreeLock({ gate }: { readonly gate: HeldGate }) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  // What this person has seen when it was opened, whatever the list learns behind it.
  const [seen, setSeen] = useState(gate);
  const open = (): void => {
    setSeen(gate);
    setIsOpen(true);
  };
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={open}>
        {text('free.begin')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={text('free.title')}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': text('action.close') }}
      >
        <FreeForm key={seen.value} gate={seen} onClose={() => setIsOpen(false)} />
      </Modal>
    </>
  );
}

function FreeForm({
  gate: { type, value, foreign },
  onClose,
}: {
  readonly gate: HeldGate;
  readonly onClose: () => void;
}) {
  const text = useText();
  const [reason, setReason] = useState('');
  const [force, setForce] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      dataOf(api.DELETE('/api/v1/gate/{type}', { params: { path: { type } }, body: { value, reason, force } })),
    onSuccess: onClose,
    onSettled: forgetGates,
  });
  return (
    <Stack gap="sm" component="form" onSubmit={(event) => (event.preventDefault(), mutate())}>
      <p>{text(foreign ? 'free.foreign' : 'free.of_job')}</p>
      <bdi className={classes.value}>{value}</bdi>
      <ReasonInput description={text('free.reason_kept')} value={reason} onType={setReason} isFirst />
      {!foreign && (
        <Checkbox
          label={text('free.force')}
          description={text('free.force_means')}
          checked={force}
          onChange={(event) => setForce(event.currentTarget.checked)}
        />
      )}
      {error && <Failure error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {text('free.keep')}
        </Button>
        <Button color="red" type="submit" loading={isPending}>
          {text(force ? 'free.confirm_force' : 'free.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}
