import { Code, Loader, Paper, Text, Title } from '@mantine/core';
import { SCHEDULER_URL } from '../../api/client/address.ts';
import { CopyButton } from '../../shared/ui/hover/CopyButton.tsx';
import classes from './FirstJob.module.css';

const EXAMPLE = {
  name: 'daily-digest',
  jobType: 'email',
  service: 'email-service',
  endpoint: '/jobs/daily-digest',
  cronExpression: '0 9 * * *',
  timeZone: 'Europe/London',
};

/** Shown while there are no jobs: how to register one. */
export function FirstJob() {
  const address = SCHEDULER_URL.href.replace(/\/$/, '');
  const register = `curl -X POST ${address}/api/jobs/register \\
  -H 'content-type: application/json' \\
  -d '${JSON.stringify(EXAMPLE, null, 2)}'`;
  const trigger = `curl -X POST ${address}/api/jobs/${EXAMPLE.name}/trigger`;
  return (
    <Paper withBorder p={{ base: 'md', sm: 'xl' }} maw={820} mx="auto">
      <Title order={1} size="h3" mb="md">
        No job is registered yet
      </Title>
      <ol className={classes.steps}>
        <li>
          Tell the scheduler where to find the service: set <Code>EMAIL_SERVICE_URL</Code> for its processes.
        </li>
        <li>
          Register a job. Services do this when they start.
          <Snippet text={register} what="registration" />
        </li>
        <li>
          Try it without waiting for its time.
          <Snippet text={trigger} what="trigger" />
        </li>
      </ol>
      <Text mt="lg" role="status">
        <Loader size={14} mr={8} />
        Waiting for the first registration…
      </Text>
    </Paper>
  );
}

function Snippet({ text, what }: { text: string; what: string }) {
  return (
    <div className={classes.snippet}>
      <Code block tabIndex={0} aria-label={`Command of the ${what}`}>
        {text}
      </Code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
