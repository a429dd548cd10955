import { Badge, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { upcomingQuery } from '../api/upcoming.ts';
import { FailedView } from '../frame/FailedView.tsx';
import { useJobs } from '../live/jobs.ts';
import { RunLink } from '../runs/RunLink.tsx';
import { Instant } from '../time/Instant.tsx';
import { JobInstant } from '../time/JobInstant.tsx';
import { useShownZone } from '../time/useShownZone.ts';
import { jobQuery } from './summaryQuery.ts';
import { upcomingMarks } from './upcomingMarks.ts';

export function JobUpcoming({ job }: { job: JobSummary }) {
  const { data, error, refetch } = useQuery(upcomingQuery(job.name));
  const { data: settings } = useQuery(jobQuery(job.name));
  const jobs = useJobs((state) => state.jobs);
  const zone = useShownZone(job.timeZone);
  if (error !== null) {
    return <FailedView what="the next runs" error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Skeleton height={320} />;
  const parents = (settings?.after ?? []).flatMap(({ job: name }) => jobs?.get(name) ?? []);
  return (
    <Stack gap="sm">
      {data.message !== undefined && <Text>{sentence(data.message)}</Text>}
      {data.resolved !== undefined && data.resolved !== job.cronExpression && (
        <Text size="sm" c="dimmed">
          {job.cronExpression} stands for {data.resolved} here.
        </Text>
      )}
      {job.pausedUntil !== null && (
        <Text size="sm">
          Nothing is due before <JobInstant at={job.pausedUntil} zone={job.timeZone} />: the job is paused.
        </Text>
      )}
      <List type="ordered" spacing={6} size="sm">
        {data.upcoming.map((run, index) => (
          <List.Item key={`${run.scheduledFor}-${run.executionId ?? ''}`}>
            <Group gap="xs">
              <JobInstant at={run.scheduledFor} zone={job.timeZone} />
              <Text size="sm" c="dimmed" component="span">
                <Instant at={run.scheduledFor} zone={zone} jobZone={job.timeZone} as="relative" />
              </Text>
              {upcomingMarks(run, data.upcoming[index - 1], job.timeZone, parents).map((mark) => (
                <Badge key={mark} variant="outline" color="gray" tt="none" c="var(--mantine-color-text)">
                  {mark}
                </Badge>
              ))}
              {run.executionId !== undefined && <RunLink executionId={run.executionId}>the run</RunLink>}
            </Group>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
