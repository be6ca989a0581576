import { Kbd, Modal, Table } from '@mantine/core';
import { useText } from '../texts/use-text.js';
import type { TextId } from '../texts/locales.js';

const KEYS: readonly (readonly [key: string, does: TextId])[] = [
  ['/', 'keys.search'],
  ['p', 'keys.pause'],
  ['?', 'keys.help'],
];

export default function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('keys.title')}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text('action.close') }}
    >
      <Table>
        <Table.Tbody>
          {KEYS.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">
                <Kbd>{key}</Kbd>
              </Table.Th>
              <Table.Td>{text(does)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
