import { Code, List, Loader, Paper, Text, Title } from '@mantine/core';
import { SCHEDULER_URL } from '../api/address.ts';
import { CopyButton } from '../hover/CopyButton.tsx';

/** No job yet: how to register one. The page shows it as soon as it is there. */
export function FirstJob() {
  const address = SCHEDULER_URL.href.replace(/\/$/, '');
  const register = `curl -X POST ${address}/api/jobs/register \\
  -H 'content-type: application/json' \\
  -d '{"name":"daily-digest","jobType":"email","service":"email-service","endpoint":"/jobs/daily-digest","cronExpression":"0 9 * * *","timeZone":"Europe/London"}'`;
  const trigger = `curl -X POST ${address}/api/jobs/daily-digest/trigger`;
  return (
    <Paper withBorder p="xl" maw={820} mx="auto">
      <Title order={1} size="h3" mb="md">
        No job is registered yet
      </Title>
      <List type="ordered" spacing="md" styles={{ itemWrapper: { display: 'block' } }}>
        <List.Item>
          Tell the scheduler where the service is: set <Code>EMAIL_SERVICE_URL</Code> for its processes.
        </List.Item>
        <List.Item>
          Register a job. Services do this when they start.
          <Snippet text={register} what="registration" />
        </List.Item>
        <List.Item>
          Try it without waiting for its time.
          <Snippet text={trigger} what="trigger" />
        </List.Item>
      </List>
      <Text mt="lg" role="status">
        <Loader size={14} mr={8} />
        Waiting for the first registration…
      </Text>
    </Paper>
  );
}

function Snippet({ text, what }: { text: string; what: string }) {
  return (
    <div style={{ display: 'flex', alignItems: 'flex-start' }}>
      <Code block mt={6} style={{ flex: 1, minWidth: 0 }} tabIndex={0}>
        {text}
      </Code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
