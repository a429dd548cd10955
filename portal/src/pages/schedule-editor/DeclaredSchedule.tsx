import { Button, Group, Text } from '@mantine/core';
import type { Job } from '../../../../src/contract/jobs.ts';
import type { ScheduleDraft } from './scheduleDraft.ts';

interface DeclaredScheduleProps {
  job: Job;
  draft: ScheduleDraft;
  onReturn(declared: Pick<ScheduleDraft, 'cronExpression' | 'timeZone'>): void;
}

/** The declared, current and new schedule. */
export function DeclaredSchedule({ job, draft, onReturn }: DeclaredScheduleProps) {
  const declared = {
    cronExpression: job.declared.cronExpression ?? '',
    timeZone: job.declared.timeZone,
  };
  const now = { cronExpression: job.cronExpression ?? '', timeZone: job.timeZone };
  const isDeclared = draft.cronExpression === declared.cronExpression && draft.timeZone === declared.timeZone;
  return (
    <Group justify="space-between" align="center">
      <Text size="sm">
        Declared by {job.service}: <Written {...declared} /> → now: <Written {...now} /> → your change:{' '}
        <Written {...draft} />
      </Text>
      <Button variant="light" size="compact-sm" disabled={isDeclared} onClick={() => onReturn(declared)}>
        Return to declared
      </Button>
    </Group>
  );
}

function Written({ cronExpression, timeZone }: Pick<ScheduleDraft, 'cronExpression' | 'timeZone'>) {
  return (
    <span>
      <code>{cronExpression === '' ? 'none' : cronExpression}</code> ({timeZone})
    </span>
  );
}
