import { Kbd, Modal, Table } from '@mantine/core';

const KEYS = [
  ['/', 'Search jobs'],
  ['Ctrl K or ⌘ K', 'Go to a job, a view or an action'],
  ['g then j, r, s, a', 'Jobs, Runs, Services, Audit'],
  ['↑ ↓ or k j', 'Row before, row after'],
  ['Space', 'Select the row'],
  ['Shift ↑, Shift ↓', 'Select a range'],
  ['Enter', 'Open the job'],
  ['r', 'Run the job now'],
  ['e', 'Enable or disable the job'],
  ['s', 'Edit the job’s schedule'],
  ['c', 'Cancel the job’s run'],
  ['[ ]', 'Run before, run after (in a run)'],
  ['l', 'Pause or resume live updates'],
  ['?', 'This help'],
  ['Esc', 'Close what is on top'],
] as const;

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard">
      <p>Letters act when no field has the focus. They can be switched off in your menu.</p>
      <Table>
        <Table.Tbody>
          {KEYS.map(([keys, effect]) => (
            <Table.Tr key={keys}>
              <Table.Th scope="row">
                <Kbd>{keys}</Kbd>
              </Table.Th>
              <Table.Td>{effect}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
