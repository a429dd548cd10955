import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Service } from '../../../src/contract/service.ts';
import { ErrorLine } from '../frame/ErrorLine.tsx';
import { formatCountOf } from '../numbers/formatNumber.ts';
import { useChangeService } from './useChangeService.ts';

/** Pauses a service that runs, and resumes one that is paused. */
export function PauseDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { name, paused, jobs, running, queued } = service;
  const [reason, setReason] = useState('');
  const change = useChangeService(name, onClose);
  return (
    <Modal opened onClose={onClose} title={paused ? `Resume ${name}?` : `Pause ${name}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(paused ? { paused: false } : { paused: true, reason: reason.trim() });
        }}
      >
        <Stack>
          <Text size="sm">
            {paused
              ? `${formatCountOf(queued, 'queued run')} may begin, within the limit. What was skipped meanwhile is not made up.`
              : `Nothing of its ${formatCountOf(jobs, 'job')} starts: due runs are skipped where the overlap rule is "skip", all others wait. ${formatCountOf(running, 'run')} under way ${running === 1 ? 'goes' : 'go'} on.`}
          </Text>
          {!paused && (
            <TextInput
              label="Reason"
              description="Everybody sees it beside each run that waits or is skipped"
              required
              value={reason}
              maxLength={1_000}
              data-autofocus
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
          {change.error !== null && <ErrorLine error={change.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose} data-autofocus={paused || undefined}>
              {paused ? 'Leave it paused' : 'Leave it open'}
            </Button>
            <Button type="submit" loading={change.isPending} disabled={!paused && reason.trim() === ''}>
              {paused ? 'Resume' : 'Pause'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
