import { Code, Group, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Execution } from '../../../../src/contract/executions.ts';
import { CopyButton } from '../../shared/ui/hover/CopyButton.tsx';
import { JsonText } from '../JsonText.tsx';

/** The service's answer, the request, and the ids to find both elsewhere. */
export function RunPayload({
  execution,
  exact,
}: {
  execution: Execution;
  exact: Pick<Execution, 'config' | 'metadata'>;
}) {
  const { items_processed: items, items_succeeded: ok, items_failed: failed } = execution;
  return (
    <>
      {(items !== null || execution.metadata !== null) && (
        <Section title="Result">
          {items !== null && (
            <Text size="sm">
              {items.toLocaleString()} {items === 1 ? 'item' : 'items'} processed,{' '}
              {(ok ?? 0).toLocaleString()} succeeded, {(failed ?? 0).toLocaleString()} failed
            </Text>
          )}
          {exact.metadata !== null && (
            <JsonText name={`metadata-${execution.id}`} label="Metadata" value={exact.metadata} />
          )}
        </Section>
      )}
      <Section title="Request">
        <Text size="sm">
          <Code>POST {execution.endpoint}</Code> of {execution.service}, timeout {execution.timeout_seconds} s
        </Text>
        <JsonText name={`config-${execution.id}`} label="Config" value={exact.config} />
        <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0} mt={4}>
          <Table.Tbody>
            <Header name="Idempotency-Key" value={execution.id} />
            <Header name="X-Scheduler-Execution-Id" value={execution.id} />
            <Header name="X-Scheduler-Attempt" value={String(execution.attempts.at(-1)?.attempt ?? 1)} />
            {execution.scheduled_for !== null && (
              <Header name="X-Scheduler-Scheduled-For" value={execution.scheduled_for} />
            )}
            <Header name="X-Scheduler-Callback-Token" value="a secret of this attempt, not stored" />
          </Table.Tbody>
        </Table>
      </Section>
      <Section title="Identity">
        <Copyable name="Execution id" value={execution.id} />
        <Copyable name="Workflow id" value={execution.workflow_id} />
        {execution.run_id !== null && <Copyable name="Temporal run id" value={execution.run_id} />}
      </Section>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function Header({ name, value }: { name: string; value: string }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="xs" ff="monospace">
          {name}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="xs" ff="monospace" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {value}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Copyable({ name, value }: { name: string; value: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" c="dimmed" miw={110}>
        {name}
      </Text>
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
      <CopyButton text={value} what={name.toLowerCase()} />
    </Group>
  );
}
