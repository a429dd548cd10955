import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { Service } from '../../../../src/contract/services.ts';
import { ActionDialog } from '../../actions/dialogs/ActionDialog.tsx';
import { useChangeService } from './useChangeService.ts';

export function LimitDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { name, maxConcurrent, running } = service;
  const [limit, setLimit] = useState<number | string>(maxConcurrent ?? '');
  const { write, change } = useChangeService(name, onClose);
  const wanted = limit === '' ? null : Number(limit);
  return (
    <ActionDialog
      title={`How many runs of ${name} at once?`}
      effect={effectOf(wanted, running)}
      confirm="Set limit"
      dismiss="Keep as it is"
      write={write}
      onConfirm={() => change({ maxConcurrent: wanted })}
      onClose={onClose}
    >
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
    </ActionDialog>
  );
}

function effectOf(wanted: number | null, running: number): string {
  if (wanted === null) return 'Any number of its runs may go on at once.';
  return wanted < running
    ? `${running} run now. None of them is ended; nothing new starts until fewer than ${wanted} run.`
    : `${running} run now. Up to ${wanted} may; what comes on top waits.`;
}
