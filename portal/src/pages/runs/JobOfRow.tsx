import { Text } from '@mantine/core';
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { AnchorLink } from '../../shared/ui/AnchorLink.tsx';

/** The job of a run in a list of all jobs, with its service. */
export function JobOfRow({
  run: { job_name: name, service },
  job,
}: {
  run: Pick<Execution, 'job_name' | 'service'>;
  job: JobSummary | undefined;
}) {
  return (
    <>
      <AnchorLink to="/jobs/$name/{-$tab}" params={{ name, tab: undefined }} fw={600} size="sm">
        {job?.displayName ?? name}
      </AnchorLink>
      <Text size="xs" c="dimmed">
        {service}
      </Text>
    </>
  );
}
