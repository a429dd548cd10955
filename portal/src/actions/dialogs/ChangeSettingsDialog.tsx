// Confirms a change of settings, old and new values side by side. Opened by the settings table and the audit trail.
import { Loader, Table } from '@mantine/core';
import { useState } from 'react';
import { changeSettings, type SettingsChange } from '../../api/changes.ts';
import { WordDiff } from '../../shared/changes/WordDiff.tsx';
import { settingName, settingValue, type SettingName } from '../../shared/changes/settingsText.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useJobAsOpened } from './useJobAsOpened.tsx';
import { useJobMutation } from '../useJobMutation.ts';

export function ChangeSettingsDialog({
  job,
  settings,
  onClose,
}: JobDialogProps & { settings: SettingsChange }) {
  const [reason, setReason] = useState('');
  const { whole, failure } = useJobAsOpened(job);
  const names = Object.keys(settings) as SettingName[];
  const mutation = useJobMutation({
    names: [job.name],
    base: whole,
    send: (_, version) => changeSettings(job.name, settings, { version, reason: reason || undefined }),
    onDone: ({ message }) => {
      toastDone(message);
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Change ${names.map(settingName).join(' and ')} of ${job.displayName}?`}
      effect="Takes effect from the next run. Runs in progress keep their settings."
      confirm="Change"
      dismiss="Keep as it is"
      missing={whole === undefined ? 'Loading the settings' : null}
      mutation={mutation}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
    >
      {whole === undefined ? (
        (failure ?? <Loader aria-label="Loading the settings" />)
      ) : (
        <Table>
          <Table.Tbody>
            {names.map((name) => (
              <Table.Tr key={name}>
                <Table.Th fw={500}>{settingName(name)}</Table.Th>
                <Table.Td>
                  <WordDiff
                    before={settingValue(name, whole[name])}
                    after={settingValue(name, settings[name] ?? whole.declared[name])}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
