// Asks before settings of a job change, shows both values and the effect, and overwrites nothing that somebody changed meanwhile.
import { Alert, Button, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job } from '../../../src/contract/job.ts';
import { ApiError } from '../api/ApiError.ts';
import { changeSettings } from '../api/changeSettings.ts';
import { settingInWords } from '../audit/actionInWords.ts';
import { WordDiff } from '../audit/WordDiff.tsx';
import { ErrorLine } from '../frame/ErrorLine.tsx';
import { jobsFeed } from '../live/jobs.ts';
import { tell } from '../frame/tell.ts';
import { jobQuery } from './summaryQuery.ts';

/** @param settings by name; null returns to the declared value */
export function ChangeSettings({
  jobName,
  settings,
  onClose,
}: {
  jobName: string;
  settings: Record<string, unknown>;
  onClose: () => void;
}) {
  const { data: job } = useQuery(jobQuery(jobName));
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: ({ version }: Job) => changeSettings(jobName, { ...settings, reason }, version),
    onSuccess: async ({ message }) => {
      tell(message);
      onClose();
      await Promise.all([jobsFeed.refresh(), queryClient.invalidateQueries({ queryKey: ['job', jobName] })]);
    },
    onError: async (error) => {
      if (isConflict(error)) await queryClient.invalidateQueries({ queryKey: ['job', jobName] });
    },
  });
  const names = Object.keys(settings);
  const words = names.map(settingInWords).join(' and the ');
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Change the ${words} of ${job?.displayName ?? jobName}?`}
      size="lg"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (job !== undefined) change.mutate(job);
        }}
      >
        <Stack>
          <Table>
            <Table.Tbody>
              {names.map((name) => (
                <Table.Tr key={name}>
                  <Table.Th>{settingInWords(name)}</Table.Th>
                  <Table.Td>
                    {job !== undefined && (
                      <WordDiff before={valueOf(job, name)} after={settings[name] ?? declaredOf(job, name)} />
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {isConflict(change.error) ? (
            <Alert color="yellow" variant="outline" role="alert">
              {change.error.message} Above is what it is now.
            </Alert>
          ) : (
            change.error !== null && <ErrorLine error={change.error} />
          )}
          <TextInput
            label="Reason"
            description="Kept in the audit trail"
            value={reason}
            maxLength={1_000}
            data-autofocus
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            A run that goes on keeps the settings it began with.
          </Text>
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Keep as it is
            </Button>
            <Button type="submit" loading={change.isPending} disabled={job === undefined}>
              {isConflict(change.error) ? 'Change it all the same' : 'Change'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 'VERSION_CONFLICT';
}

function valueOf(job: Job, name: string): unknown {
  return (job as unknown as Record<string, unknown>)[name] ?? null;
}

/** Null returns to it. */
function declaredOf(job: Job, name: string): unknown {
  return (job.declared as Record<string, unknown>)[name];
}
