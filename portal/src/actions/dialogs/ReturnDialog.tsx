// Drops what operators have overridden: the job is as its service declares it again.
import { Loader, Table } from '@mantine/core';
import { changeSettings } from '../../api/changes.ts';
import type { Job } from '../../../../src/contract/jobs.ts';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from '../afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { overriddenSettings, settingName } from '../../shared/changes/settingsText.ts';
import { toastDone } from '../toasts.tsx';
import { useJobAsOpened } from './useJobAsOpened.tsx';
import { useWrite } from '../useWrite.ts';

export function ReturnDialog({ job, onClose }: JobDialogProps) {
  const { whole, failure } = useJobAsOpened(job);
  const write = useWrite(whole);
  const settings = whole === undefined ? [] : overriddenSettings(whole);
  return (
    <ActionDialog
      title={
        whole === undefined
          ? `Drop the changes of ${job.displayName}?`
          : `Drop ${formatCountOf(settings.length, 'change')} of ${job.displayName}?`
      }
      effect={`It is then as ${job.service} declares it.`}
      confirm="Return to declared"
      write={write}
      missing={missingOf(whole, settings.length)}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const dropped = Object.fromEntries(settings.map(({ name }) => [name, null]));
          const { message } = await changeSettings(job.name, dropped, { version: write.version });
          afterWrite([job.name]);
          toastDone(message);
          onClose();
        })
      }
    >
      {whole === undefined ? (
        (failure ?? <Loader aria-label="Loading the settings" />)
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Setting</Table.Th>
              <Table.Th>Now</Table.Th>
              <Table.Th>Declared</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {settings.map(({ name, now, declared }) => (
              <Table.Tr key={name}>
                <Table.Td>{settingName(name)}</Table.Td>
                <Table.Td>{now}</Table.Td>
                <Table.Td>{declared}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </ActionDialog>
  );
}

function missingOf(whole: Job | undefined, changes: number): string | null {
  if (whole === undefined) return 'Loading the settings.';
  return changes === 0 ? 'Nothing is overridden.' : null;
}
