import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { Service } from '../../../../src/contract/services.ts';
import { ActionDialog } from '../../actions/dialogs/ActionDialog.tsx';
import { useServiceMutation } from './useServiceMutation.ts';

export function LimitDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { name, declared, overrides, running } = service;
  const [limit, setLimit] = useState<number | string>(overrides.maxConcurrent ?? '');
  const mutation = useServiceMutation(name, onClose);
  const otherwise =
    declared.maxConcurrent === null
      ? 'no limit'
      : `the limit of the services file, ${declared.maxConcurrent}`;
  const wanted = limit === '' ? null : Number(limit);
  return (
    <ActionDialog
      title={`Limit concurrent runs of ${name}?`}
      effect={effectOf(wanted ?? declared.maxConcurrent, running)}
      confirm="Set limit"
      dismiss="Keep as it is"
      mutation={mutation}
      onConfirm={() => mutation.mutate({ maxConcurrent: wanted })}
      onClose={onClose}
    >
      <NumberInput
        label="Concurrent runs"
        description={`Across all jobs of the service. Empty means ${otherwise}.`}
        value={limit}
        onChange={setLimit}
        min={1}
        max={100_000}
        allowDecimal={false}
        clampBehavior="strict"
        data-autofocus
      />
    </ActionDialog>
  );
}

function effectOf(wanted: number | null, running: number): string {
  if (wanted === null) return 'Any number of its runs may run at the same time.';
  return wanted < running
    ? `${running} running now. They continue; no new run starts until fewer than ${wanted} are running.`
    : `${running} running now. Up to ${wanted} may run; further runs wait.`;
}
