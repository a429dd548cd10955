import { Alert, Group, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { formatCount } from '../../../shared/format/formatNumber.ts';
import { RunLink } from '../../../runs/RunLink.tsx';
import { SentenceText } from '../../../runs/explain/SentenceText.tsx';
import { causeInWords } from '../../../runs/explain/causeInWords.ts';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';

type Failing = NonNullable<JobSummary['failing']>;

/** Since when, how often and why the job fails, with links to the latest failed, first failed and last successful run. */
export function FailingBanner({ job, failing }: { job: JobSummary; failing: Failing }) {
  const { since, inARow, latestError, latestCause, firstExecutionId, lastSuccess } = failing;
  const latest = latestOf(job);
  const zone = job.timeZone;
  return (
    <Alert
      color="red"
      variant="outline"
      bg="var(--ground-raised)"
      styles={{ label: { color: 'var(--status-failed)' } }}
      icon={<TriangleAlert size={18} />}
      title={
        <>
          Failing since <JobInstant at={since} zone={zone} />, {formatCount(inARow)} in a row
        </>
      }
    >
      <Text style={{ overflowWrap: 'anywhere' }}>
        <SentenceText sentence={causeInWords(latestCause, latestError)} zone={zone} />
      </Text>
      <Group gap="md" mt={4}>
        {latest !== null && <RunLink executionId={latest}>Latest failed run</RunLink>}
        {latest !== firstExecutionId && <RunLink executionId={firstExecutionId}>First failed run</RunLink>}
        {lastSuccess === null ? (
          <Text size="sm">The job has never succeeded.</Text>
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

/** Null if a skipped or cancelled run came later; the history has the failed one. */
function latestOf({ lastFinished }: JobSummary): string | null {
  const isBad = lastFinished?.status === 'failed' || lastFinished?.status === 'missed';
  return isBad ? lastFinished.executionId : null;
}
