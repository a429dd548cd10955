import { Alert, Button, Text } from '@mantine/core';
import type { Job } from '../../../src/contract/job.ts';

/** An empty expression: the job runs only when somebody or another job starts it, as far as that can be chosen here. */
export function NoSchedule({ job, onDisable }: { job: Job; onDisable: () => void }) {
  if (job.declared.cronExpression === null) {
    return (
      <Text size="sm">Without an expression it runs only when triggered, as {job.service} declares it.</Text>
    );
  }
  return (
    <Alert color="yellow" title={`${job.service} declares a schedule, which cannot be left empty here`}>
      <Text size="sm" mb="xs">
        A disabled job does what you may want: it does not run by itself, and runs when it is triggered.
      </Text>
      <Button size="xs" variant="default" onClick={onDisable}>
        Disable it instead…
      </Button>
    </Alert>
  );
}
