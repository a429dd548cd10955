import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { UndoSkip } from '../../../actions/UndoSkip.tsx';
import { upcomingQuery } from '../../../api/upcoming.ts';
import { LoadingRows } from '../../../shared/ui/LoadingRows.tsx';
import { useView } from '../../../live/view/useView.tsx';
import { useJobs } from '../../../live/jobs.ts';
import { RunLink } from '../../../runs/RunLink.tsx';
import { Instant } from '../../../shared/ui/time/Instant.tsx';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';
import { TimeUntil } from '../../../shared/ui/time/TimeUntil.tsx';
import { viewerZone } from '../../../shared/format/zones.ts';
import { upcomingMarks } from './upcomingMarks.ts';
import { useWholeJob } from '../../../live/useWholeJob.ts';

export function JobUpcoming({ job }: { job: JobSummary }) {
  const { timeZone, pausedUntil, cronExpression } = job;
  const upcoming = useQuery({
    ...upcomingQuery(job),
    placeholderData: keepPreviousData,
  });
  const { data, failure } = useView('the next runs', upcoming);
  const { data: settings } = useWholeJob(job);
  const jobs = useJobs((state) => state.jobs);
  if (data === undefined) {
    return failure ?? <LoadingRows what="the next runs" headHeight={36} rowHeight={37} />;
  }
  const parents = (settings?.after ?? []).flatMap(({ job: parent }) => jobs?.get(parent) ?? []);
  return (
    <Stack gap="sm">
      {failure}
      {data.message !== undefined && <Text>{sentence(data.message)}</Text>}
      {data.message === undefined && data.upcoming.length === 0 && (
        <Text>Never due: no future date matches its expression.</Text>
      )}
      {data.resolved !== undefined && data.resolved !== cronExpression && (
        <Text size="sm" c="dimmed">
          {cronExpression} stands for {data.resolved} here.
        </Text>
      )}
      {pausedUntil !== null && (
        <Text size="sm">
          Nothing is due before <JobInstant at={pausedUntil} zone={timeZone} />: the job is paused.
        </Text>
      )}
      {data.upcoming.length > 0 && (
        <Table.ScrollContainer minWidth={0}>
          <Table bg="var(--ground-raised)" w="auto" miw={{ base: 0, sm: 640 }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Due</Table.Th>
                {timeZone !== viewerZone && <Table.Th>My time</Table.Th>}
                <Table.Th>In</Table.Th>
                <Table.Th>Remarks</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.upcoming.map((run, index) => (
                <Table.Tr key={`${run.scheduledFor} ${run.executionId ?? ''}`}>
                  <Table.Td>
                    <JobInstant at={run.scheduledFor} zone={timeZone} />
                  </Table.Td>
                  {timeZone !== viewerZone && (
                    <Table.Td>
                      <Instant at={run.scheduledFor} zone={viewerZone} jobZone={timeZone} as="instant" />
                    </Table.Td>
                  )}
                  <Table.Td>
                    <TimeUntil at={run.scheduledFor} />
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs">
                      {upcomingMarks(run, data.upcoming[index - 1], timeZone, parents).map((mark) => (
                        <Badge
                          key={mark}
                          variant="outline"
                          color="gray"
                          tt="none"
                          c="var(--mantine-color-text)"
                        >
                          {mark}
                        </Badge>
                      ))}
                      {run.skipped && <UndoSkip jobName={job.name} scheduledFor={run.scheduledFor} />}
                      {run.executionId !== undefined && (
                        <RunLink executionId={run.executionId}>the run</RunLink>
                      )}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
