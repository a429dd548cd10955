// One action on many jobs, by name: it changes exactly the jobs listed here, whatever the filter matches by then.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import type { BulkAction } from '../../../api/bulkActions.ts';
import { bulkJobs, type BulkOutcome } from '../../../api/bulkJobs.ts';
import { formatCountOf } from '../../../shared/format/formatNumber.ts';
import { clock } from '../../../shared/format/clock.ts';
import { useCanDisableForGood } from '../../permissions.ts';
import { ActionDialog } from '../ActionDialog.tsx';
import { BulkProgress } from './BulkProgress.tsx';
import { ChosenJobs } from './ChosenJobs.tsx';
import { RefusedJobs } from './RefusedJobs.tsx';
import { ReasonField } from '../fields/ReasonField.tsx';
import { toastDone } from '../../toasts.tsx';
import { UntilField } from '../fields/UntilField.tsx';
import { untilInstant, untilProblem, type UntilChoice } from '../fields/untilChoices.ts';
import { useJobMutation, type OptimisticPatch } from '../../useJobMutation.ts';

/** From this many jobs, the number has to be typed. */
const MANY = 20;

const WORDS: Record<
  BulkAction | 'pause',
  { verb: string; done: string; effect: string; change: OptimisticPatch }
> = {
  enable: {
    verb: 'Enable',
    done: 'enabled',
    effect: 'They run on their schedules again. Missed occurrences are not caught up.',
    change: { enabled: true, pausedUntil: null, status: 'enabled' },
  },
  disable: {
    verb: 'Disable',
    done: 'disabled',
    effect: 'They will not run on their schedules. Runs in progress continue. “Run now” still works.',
    change: { enabled: false, status: 'disabled' },
  },
  pause: {
    verb: 'Pause',
    done: 'paused',
    effect: 'They will not run on their schedules. Runs in progress continue. “Run now” still works.',
    change: {},
  },
  trigger: {
    verb: 'Run now',
    done: 'started',
    effect: 'Each job runs once, now, with its own config. The schedules do not change.',
    change: {},
  },
  delete: {
    verb: 'Delete',
    done: 'deleted',
    effect: 'They stop running. Their history is kept. A job comes back if its service registers it again.',
    change: {},
  },
};

export function BulkDialog({
  action,
  jobs,
  onClose,
}: {
  action: BulkAction;
  jobs: readonly JobSummary[];
  onClose: () => void;
}) {
  const canDisable = useCanDisableForGood();
  const [chosen, setChosen] = useState(jobs);
  const [refused, setRefused] = useState<BulkOutcome[]>([]);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [sent, setSent] = useState<number | null>(null);
  const [{ choice, date }, setUntil] = useState<{ choice: UntilChoice; date: string }>({
    choice: canDisable ? 'never' : '1h',
    date: '',
  });
  const names = chosen.map(({ name }) => name);
  const pauses = action === 'disable';
  const words = WORDS[pauses && !canDisable ? 'pause' : action];
  const mutation = useJobMutation({
    names,
    send: (until: string | undefined) =>
      bulkJobs({ action, names, reason: reason.trim(), until }, setSent).finally(() => setSent(null)),
    optimistic: () => words.change,
    onDone: (results) => {
      const failed = results.filter(({ refusal }) => refusal !== null);
      toastDone(outcomeText(results.length - failed.length, failed.length, words.done));
      setRefused(failed);
      setChosen(chosen.filter(({ name }) => failed.some((one) => one.name === name)));
      setTyped('');
      if (failed.length === 0) onClose();
    },
  });

  return (
    <ActionDialog
      title={`${words.verb} ${formatCountOf(chosen.length, 'job')}?`}
      effect={words.effect}
      confirm={refused.length > 0 ? `Retry the ${refused.length}` : words.verb}
      danger={action === 'delete'}
      mutation={mutation}
      missing={
        missingOf({ reason, typed, count: chosen.length }) ??
        (pauses ? untilProblem(choice, date, clock.now()) : null)
      }
      onClose={onClose}
      onConfirm={() => mutation.mutate(pauses ? untilInstant(choice, date, clock.now()) : undefined)}
    >
      {sent !== null && names.length > sent && (
        <BulkProgress verb={words.verb} done={sent} of={names.length} />
      )}
      {refused.length > 0 && <RefusedJobs results={refused} />}
      <ChosenJobs chosen={chosen} onChange={setChosen} />
      <ReasonField value={reason} onChange={setReason} required />
      {pauses && (
        <UntilField
          choice={choice}
          date={date}
          onChange={(nextChoice, nextDate) => setUntil({ choice: nextChoice, date: nextDate })}
        />
      )}
      {chosen.length >= MANY && (
        <TextInput
          label={`Type ${chosen.length} to confirm the number of jobs`}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
    </ActionDialog>
  );
}

function missingOf({
  reason,
  typed,
  count,
}: {
  reason: string;
  typed: string;
  count: number;
}): string | null {
  if (count === 0) return 'No jobs left.';
  if (reason.trim() === '') return 'Give a reason.';
  return count < MANY || typed.replaceAll(/\D/g, '') === String(count) ? null : `Type ${count}.`;
}

/** "35 disabled, 2 refused". */
function outcomeText(done: number, refused: number, word: string): string {
  return refused === 0 ? `${done} ${word}` : `${done} ${word}, ${refused} refused`;
}
