import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { disableJob, enableJob } from '../../api/changes.ts';
import { upcomingQuery } from '../../api/upcoming.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatInstant } from '../../shared/format/formatInstant.ts';
import { zoneNote } from '../../shared/format/zones.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from '../afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { whilePending } from '../whilePending.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone, toastFailed } from '../toasts.tsx';
import { UntilField } from './fields/UntilField.tsx';
import { untilInstant, untilProblem, type UntilChoice } from './fields/untilChoices.ts';
import { useWrite } from '../useWrite.ts';

const UNDO_MS = 10_000;

export function DisableDialog({ job, onClose }: JobDialogProps) {
  const write = useWrite(job);
  const [reason, setReason] = useState('');
  const [{ choice, date }, setUntil] = useState<{ choice: UntilChoice; date: string }>({
    choice: 'never',
    date: '',
  });
  const { name } = job;
  return (
    <ActionDialog
      title={`Disable ${job.displayName}?`}
      effect={
        <>
          It will not run by itself{whatFallsAway(job, useQuery(upcomingQuery(job)).data?.upcoming ?? [])}. A
          running run goes on. Run now still works.
        </>
      }
      confirm={choice === 'never' ? 'Disable' : 'Pause'}
      write={write}
      missing={reason.trim() === '' ? 'Give a reason.' : untilProblem(choice, date, clock.now())}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const until = untilInstant(choice, date, clock.now());
          const change =
            until === undefined
              ? ({ enabled: false, status: 'disabled' } as const)
              : ({ pausedUntil: until, status: 'paused' } as const);
          const { message } = await whilePending([name], change, () =>
            disableJob(name, { version: write.version, reason: reason.trim(), until }),
          );
          afterWrite([name]);
          toastDone(
            <>
              {message} <UndoButton name={name} />
            </>,
            UNDO_MS,
          );
          onClose();
        })
      }
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

function whatFallsAway({ timeZone }: JobSummary, upcoming: { scheduledFor: string }[]): string {
  const next = upcoming.slice(0, 3);
  if (next.length === 0) return '';
  const days = next.map(({ scheduledFor }) => formatInstant(scheduledFor, timeZone, { nowMs: clock.now() }));
  return `: the next ${next.length === 1 ? 'occurrence falls' : `${next.length} occurrences fall`} away (${days.join('; ')}${zoneNote(timeZone)})`;
}

function UndoButton({ name }: { name: string }) {
  async function undo(): Promise<void> {
    try {
      const { message } = await enableJob(name, { reason: 'undone' });
      afterWrite([name]);
      toastDone(message);
    } catch (error) {
      toastFailed(`${name} was not enabled again`, error, <UndoButton name={name} />);
    }
  }
  return (
    <Button size="compact-sm" variant="light" onClick={() => void undo()}>
      Undo
    </Button>
  );
}
