import { Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { eventsQuery } from '../api/events.ts';
import { FailedView } from '../frame/FailedView.tsx';
import { JsonText } from '../runs/JsonText.tsx';
import { ChangeSettings } from './ChangeSettings.tsx';
import { SettingRow } from './SettingRow.tsx';
import { overriddenBy, SETTING_FIELDS, type SettingName } from './settingRows.ts';
import { jobQuery } from './summaryQuery.ts';

/** As many changes are looked through for who set what. */
const EVENTS = 200;

export function JobSettingsTable({ job: { name, version } }: { job: JobSummary }) {
  const { data: job, error, refetch } = useQuery(jobQuery(name));
  // Another version = somebody has changed something.
  const { data: trail } = useQuery({
    ...eventsQuery({ job: name, machine: 'false', limit: EVENTS }),
    staleTime: 30_000,
    enabled: version > 1,
  });
  const [change, setChange] = useState<Record<string, unknown> | null>(null);
  if (error !== null) return <FailedView what="the settings" error={error} onRetry={() => void refetch()} />;
  if (job === undefined) return <Skeleton height={320} />;
  const authors = overriddenBy(trail?.events ?? [], Object.keys(job.overrides));
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {job.service} declares its settings with each registration. What is changed here stays on top of them
        until it is dropped.
      </Text>
      <Table.ScrollContainer minWidth={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Setting</Table.Th>
              <Table.Th>In force</Table.Th>
              <Table.Th>Declared by {job.service}</Table.Th>
              <Table.Th>Changed by</Table.Th>
              <Table.Th aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(Object.keys(SETTING_FIELDS) as SettingName[]).map((setting) => (
              <SettingRow
                key={setting}
                name={setting}
                job={job}
                author={authors.get(setting)}
                onChange={(value) => setChange({ [setting]: value })}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <JsonText name={`config-${name}`} label="Config, as the service declares it" value={job.config} />
      {change !== null && <ChangeSettings jobName={name} settings={change} onClose={() => setChange(null)} />}
    </Stack>
  );
}
