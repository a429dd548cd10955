import { Kbd, Modal, Table } from '@mantine/core';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';

const KEYS = [
  {
    where: 'Everywhere',
    keys: [
      ['/', 'Search jobs'],
      ['Ctrl K or ⌘ K', 'Go to a job, a view or an action'],
      ['g then j, r, s, a', 'Jobs, Runs, Services, Audit'],
      ['l', 'Pause or resume live updates'],
      ['?', 'This help'],
      ['Esc', 'Close the top dialog or drawer'],
    ],
  },
  {
    where: 'In the list of jobs',
    keys: [
      ['j or k', 'Enter the table, then next or previous row'],
      ['↑ ↓', 'Previous or next row in the table'],
      ['Space', 'Select the row'],
      ['Shift ↑, Shift ↓', 'Select a range'],
      ['Enter', 'Open the job'],
    ],
  },
  {
    where: 'On the focused row and on a job’s page',
    keys: [
      ['r', 'Run the job now'],
      ['e', 'Enable or disable the job'],
      ['s', 'Edit the job’s schedule'],
      ['c', 'Cancel the job’s run'],
    ],
  },
  { where: 'In a run', keys: [['[ ]', 'Previous or next run']] },
] as const;

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const isTop = useTopLayer();
  return (
    <Modal opened onClose={onClose} title="Keyboard" size="lg" closeOnEscape={isTop}>
      <p>
        Letters act while you are not typing and no dialog is open. They can be switched off in your menu.
      </p>
      <Table>
        {KEYS.map(({ where, keys }) => (
          <Table.Tbody key={where}>
            <Table.Tr>
              <Table.Th colSpan={2} scope="rowgroup">
                {where}
              </Table.Th>
            </Table.Tr>
            {keys.map(([pressed, effect]) => (
              <Table.Tr key={pressed}>
                <Table.Th scope="row">
                  <Kbd>{pressed}</Kbd>
                </Table.Th>
                <Table.Td>{effect}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        ))}
      </Table>
    </Modal>
  );
}
