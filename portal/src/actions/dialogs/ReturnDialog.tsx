// Drops all overrides, so that the job is as its service declares it.
import { Loader, Table } from '@mantine/core';
import { changeSettings } from '../../api/changes.ts';
import type { Job } from '../../../../src/contract/jobs.ts';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { overriddenSettings, settingName } from '../../shared/changes/settingsText.ts';
import { toastDone } from '../toasts.tsx';
import { useJobAsOpened } from './useJobAsOpened.tsx';
import { useJobMutation } from '../useJobMutation.ts';

export function ReturnDialog({ job, onClose }: JobDialogProps) {
  const { whole, failure } = useJobAsOpened(job);
  const settings = whole === undefined ? [] : overriddenSettings(whole);
  const mutation = useJobMutation({
    names: [job.name],
    base: whole,
    send: (_, version) =>
      changeSettings(job.name, Object.fromEntries(settings.map(({ name }) => [name, null])), { version }),
    onDone: ({ message }) => {
      toastDone(message);
      onClose();
    },
  });
  return (
    <ActionDialog
      title={
        whole === undefined
          ? `Drop the overrides of ${job.displayName}?`
          : `Drop ${formatCountOf(settings.length, 'override')} of ${job.displayName}?`
      }
      effect={`The job goes back to what ${job.service} declares.`}
      confirm="Return to declared"
      mutation={mutation}
      missing={missingOf(whole, settings.length)}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
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
  return changes === 0 ? 'There are no overrides.' : null;
}
