import { Badge, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { servicesQuery } from '../../../api/services.ts';
import { AnchorLink } from '../../../shared/ui/AnchorLink.tsx';
import { CopyButton } from '../../../shared/ui/hover/CopyButton.tsx';
import { BackToJobs } from '../../jobs/BackToJobs.tsx';
import { isCancelling, isLateAt, isNeverDue, isStuckAt, statusAt } from '../../jobs/model/jobState.ts';
import { RunLink } from '../../../runs/RunLink.tsx';
import { StatusLabel } from '../../../shared/ui/status/StatusLabel.tsx';
import { STATUS_WORDS } from '../../../shared/ui/status/vocabulary.ts';
import { formatInstantWithZone } from '../../../shared/format/formatInstant.ts';
import { Instant } from '../../../shared/ui/time/Instant.tsx';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';
import { useShownZone } from '../../../shared/ui/time/useShownZone.ts';
import { useTicking } from '../../../shared/hooks/useTicking.ts';
import { waitsFor } from '../../jobs/model/waitsFor.ts';
import { useJobs } from '../../../live/jobs.ts';
import { JobActions } from './JobActions.tsx';

export function JobHeader({ job }: { job: JobSummary }) {
  const { name, displayName, description, service, endpoint, cronExpression, scheduleInWords } = job;
  return (
    <header>
      <Text size="sm" component="div">
        <BackToJobs /> / <Code>{name}</Code> <CopyButton text={name} what="name of the job" />
      </Text>
      <Group justify="space-between" align="start">
        <Stack gap={4} style={{ flex: '1 1 320px' }}>
          <Title order={1} size="h3">
            {displayName}
          </Title>
          <Text size="sm">
            calls <Code>{endpoint}</Code> of{' '}
            <AnchorLink to="/jobs" search={{ service: [service] }} size="sm">
              {service}
            </AnchorLink>
          </Text>
          {description !== '' && (
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          )}
        </Stack>
        <JobActions job={job} />
      </Group>
      <Group gap="md" mt="sm">
        <JobState job={job} />
        <Text size="sm">
          {scheduleInWords} {cronExpression !== null && <Code>{cronExpression}</Code>}
        </Text>
        <NextRun job={job} />
      </Group>
    </header>
  );
}

/** The status with its reason, then further marks. */
function JobState({ job }: { job: JobSummary }) {
  const { stopped, pausedUntil, running, queuedCount, schedule, overridden, overriddenBy, timeZone } = job;
  const zone = useShownZone(timeZone);
  const status = useTicking((nowMs) => statusAt(job, nowMs));
  const word = useTicking((nowMs) =>
    status === 'paused' && pausedUntil !== null
      ? `Paused until ${formatInstantWithZone(pausedUntil, zone, { nowMs })}`
      : status === 'running' && isCancelling(job)
        ? 'Cancelling…'
        : STATUS_WORDS[status],
  );
  // The service's pause, not the job's own.
  const { data: service } = useQuery({
    ...servicesQuery,
    select: (services) => services.find(({ name }) => name === job.service),
  });
  const isLate = useTicking((nowMs) => isLateAt(job, nowMs));
  const isStuck = useTicking((nowMs) => isStuckAt(job, nowMs));
  return (
    <Group gap="xs">
      <StatusLabel status={status} word={word} />
      {running !== null && <RunLink executionId={running.executionId}>see the run</RunLink>}
      {queuedCount > 0 && status !== 'queued' && <Mark>{queuedCount} queued</Mark>}
      {!job.enabled && status !== 'disabled' && <Mark>disabled</Mark>}
      {service?.paused === true && (
        <Mark>
          {service.name} is paused{service.pauseReason === null ? '' : `: ${service.pauseReason}`}; nothing of
          it starts
        </Mark>
      )}
      {isLate && <Mark>late: due, but no run has started</Mark>}
      {isStuck && <Mark>stuck: no sign of life</Mark>}
      {schedule === 'pending' && <Mark>a saved change has not taken effect yet</Mark>}
      {overridden.length > 0 && (
        <Mark>
          {overridden.length === 1 ? '1 setting' : `${overridden.length} settings`} changed
          {overriddenBy === null ? '' : ` by ${overriddenBy}`}
        </Mark>
      )}
      {stopped !== null && (
        <Text size="sm" c="dimmed">
          by {stopped.by}, <JobInstant at={stopped.at} zone={timeZone} />
          {stopped.reason === null ? '' : `: ${stopped.reason}`}
        </Text>
      )}
    </Group>
  );
}

function Mark({ children }: { children: ReactNode }) {
  return (
    <Badge
      variant="outline"
      color="gray"
      tt="none"
      fw={500}
      c="var(--mantine-color-text)"
      h="auto"
      mih={20}
      style={{ whiteSpace: 'normal' }}
    >
      {children}
    </Badge>
  );
}

function NextRun({ job }: { job: JobSummary }) {
  const { nextRunAt, timeZone, enabled } = job;
  const zone = useShownZone(timeZone);
  const waits = useJobs(({ jobs }) => waitsFor(job, (name) => jobs?.get(name)));
  if (isNeverDue(job)) return <Text size="sm">Never due: no future date matches its expression</Text>;
  if (nextRunAt === null) return <Text size="sm">{(enabled && waits) || 'No next run'}</Text>;
  return (
    <Text size="sm">
      Next run <Instant at={nextRunAt} zone={zone} jobZone={timeZone} as="due" />,{' '}
      <JobInstant at={nextRunAt} zone={timeZone} />
    </Text>
  );
}
