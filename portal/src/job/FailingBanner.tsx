import { Alert, Group, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { RunLink } from '../runs/RunLink.tsx';
import { formatCount } from '../numbers/formatNumber.ts';
import { JobInstant } from '../time/JobInstant.tsx';

/** Since when, how often, why, and the two runs to compare. */
export function FailingBanner({
  failing: { since, inARow, latestError, firstExecutionId, lastSuccess },
  zone,
}: {
  failing: NonNullable<JobSummary['failing']>;
  zone: string;
}) {
  return (
    <Alert
      color="red"
      variant="outline"
      styles={{ label: { color: 'var(--status-failed)' } }}
      icon={<TriangleAlert size={18} />}
      title={
        <>
          Failing since <JobInstant at={since} zone={zone} />, {formatCount(inARow)} in a row
        </>
      }
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {latestError ?? 'No error was recorded.'}
      </Text>
      <Group gap="md" mt={4}>
        <RunLink executionId={firstExecutionId}>First failed run</RunLink>
        {lastSuccess === null ? (
          <Text size="sm">It has never succeeded.</Text>
        ) : (
          <Text size="sm">
            <RunLink executionId={lastSuccess.executionId}>Last good run</RunLink>,{' '}
            <JobInstant at={lastSuccess.at} zone={zone} />
          </Text>
        )}
      </Group>
    </Alert>
  );
}
