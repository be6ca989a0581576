import { Kbd, Modal, Table } from '@mantine/core';
import { useState } from 'react';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import { chooseKeys, keysAreOn } from './key-choice.js';

const KEYS: readonly (readonly [keys: string, does: TextId])[] = [
  ['p', 'keys.pause'],
  ['/', 'keys.search'],
  ['s', 'keys.selection'],
  ['g l', 'keys.leads'],
  ['g j', 'keys.jobs'],
  ['g g', 'keys.gate'],
  ['?', 'keys.help'],
  ['Esc', 'keys.close'],
];

export default function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const [isOn, setOn] = useState(keysAreOn);
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('keys.title')}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text('action.close') }}
    >
      <label>
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ currentTarget }) => {
            chooseKeys(currentTarget.checked);
            setOn(currentTarget.checked);
          }}
        />{' '}
        {text('keys.on')}
      </label>
      <Table mt="md">
        <Table.Tbody>
          {KEYS.map(([keys, does]) => (
            <Table.Tr key={keys}>
              <Table.Th scope="row">
                <bdi>
                  {keys.split(' ').map((key, index) => (
                    <Kbd key={index} me={4}>
                      {key}
                    </Kbd>
                  ))}
                </bdi>
              </Table.Th>
              <Table.Td>{text(does)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
