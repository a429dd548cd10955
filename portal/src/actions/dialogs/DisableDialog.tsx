import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { disableJob, enableJob } from '../../api/changes.ts';
import { upcomingQuery } from '../../api/upcoming.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatInstant } from '../../shared/format/formatInstant.ts';
import { zoneNote } from '../../shared/format/zones.ts';
import { useCanDisableForGood } from '../permissions.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone, toastFailed } from '../toasts.tsx';
import { UntilField } from './fields/UntilField.tsx';
import { untilInstant, untilProblem, type UntilChoice } from './fields/untilChoices.ts';
import { useJobMutation } from '../useJobMutation.ts';

const UNDO_MS = 10_000;

export function DisableDialog({ job, onClose }: JobDialogProps) {
  const canDisable = useCanDisableForGood();
  const [reason, setReason] = useState('');
  const [{ choice, date }, setUntil] = useState<{ choice: UntilChoice; date: string }>({
    choice: canDisable ? 'never' : '1h',
    date: '',
  });
  const { name } = job;
  const mutation = useJobMutation({
    names: [name],
    base: job,
    send: (until: string | undefined, version) => disableJob(name, { version, reason: reason.trim(), until }),
    optimistic: (until) =>
      until === undefined ? { enabled: false, status: 'disabled' } : { pausedUntil: until, status: 'paused' },
    onDone: ({ message }) => {
      toastDone(
        <>
          {message} <UndoButton name={name} />
        </>,
        UNDO_MS,
      );
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`${canDisable ? 'Disable' : 'Pause'} ${job.displayName}?`}
      effect={
        <>
          It will not run on its schedule
          {whatIsSkipped(job, useQuery(upcomingQuery(job)).data?.upcoming ?? [])}. Runs in progress continue.
          “Run now” still works.
        </>
      }
      confirm={choice === 'never' ? 'Disable' : 'Pause'}
      mutation={mutation}
      missing={reason.trim() === '' ? 'Give a reason.' : untilProblem(choice, date, clock.now())}
      onClose={onClose}
      onConfirm={() => mutation.mutate(untilInstant(choice, date, clock.now()))}
    >
      <ReasonField value={reason} onChange={setReason} required />
      <UntilField
        choice={choice}
        date={date}
        onChange={(nextChoice, nextDate) => setUntil({ choice: nextChoice, date: nextDate })}
      />
    </ActionDialog>
  );
}

function whatIsSkipped({ timeZone }: JobSummary, upcoming: { scheduledFor: string }[]): string {
  const next = upcoming.slice(0, 3);
  if (next.length === 0) return '';
  const days = next.map(({ scheduledFor }) => formatInstant(scheduledFor, timeZone, { nowMs: clock.now() }));
  return `: the next ${next.length === 1 ? 'run' : `${next.length} runs`} will be skipped (${days.join('; ')}${zoneNote(timeZone)})`;
}

function UndoButton({ name }: { name: string }) {
  const { mutate, isPending } = useJobMutation({
    names: [name],
    send: () => enableJob(name, { reason: 'undone' }),
    onDone: ({ message }) => toastDone(message),
    onFailed: (error) => toastFailed(`${name} was not enabled again`, error, <UndoButton name={name} />),
  });
  return (
    <Button size="compact-sm" variant="light" loading={isPending} onClick={() => mutate()}>
      Undo
    </Button>
  );
}
