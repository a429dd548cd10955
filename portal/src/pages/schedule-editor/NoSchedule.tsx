import { Alert, Button, Text } from '@mantine/core';
import type { Job } from '../../../../src/contract/jobs.ts';

/** Explains an empty expression: the job runs only when triggered, or after other jobs. */
export function NoSchedule({ job, onDisable }: { job: Job; onDisable: () => void }) {
  if (job.declared.cronExpression === null) {
    return (
      <Text size="sm">
        Without an expression the job runs only when triggered, as {job.service} declares it.
      </Text>
    );
  }
  return (
    <Alert
      color="yellow"
      title={`${job.service} declares a schedule, so it cannot be empty here`}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm" mb="xs">
        Disable the job instead: it does not run by itself then, and still runs when it is triggered.
      </Text>
      <Button size="xs" variant="default" onClick={onDisable}>
        Disable it…
      </Button>
    </Alert>
  );
}
