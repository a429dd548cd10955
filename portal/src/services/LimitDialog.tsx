import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Service } from '../../../src/contract/service.ts';
import { ErrorLine } from '../frame/ErrorLine.tsx';
import { useChangeService } from './useChangeService.ts';

export function LimitDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { name, maxConcurrent, running } = service;
  const [limit, setLimit] = useState<number | string>(maxConcurrent ?? '');
  const change = useChangeService(name, onClose);
  const wanted = limit === '' ? null : Number(limit);
  const effect =
    wanted === null
      ? 'Any number of its runs may go on at once.'
      : wanted < running
        ? `${running} run now. None of them is ended; nothing new starts until fewer than ${wanted} run.`
        : `${running} run now. Up to ${wanted} may; what comes on top waits.`;
  return (
    <Modal opened onClose={onClose} title={`How many runs of ${name} at once?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ maxConcurrent: wanted });
        }}
      >
        <Stack>
          <NumberInput
            label="Runs at once"
            description="Of all its jobs together. Empty: no limit"
            value={limit}
            onChange={setLimit}
            min={1}
            max={100_000}
            allowDecimal={false}
            clampBehavior="strict"
            data-autofocus
          />
          <Text size="sm">{effect}</Text>
          {change.error !== null && <ErrorLine error={change.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Keep as it is
            </Button>
            <Button type="submit" loading={change.isPending}>
              Set limit
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
