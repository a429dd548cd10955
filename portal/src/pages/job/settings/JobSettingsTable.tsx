import { Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { openAction } from '../../../actions/openAction.ts';
import { auditQuery } from '../../../api/audit.ts';
import { LoadingRows } from '../../../shared/ui/LoadingRows.tsx';
import { useView } from '../../../live/view/useView.tsx';
import { JsonText } from '../../../runs/JsonText.tsx';
import { SETTING_FIELDS } from '../../../shared/changes/settingFields.ts';
import type { SettingName } from '../../../shared/changes/settingsText.ts';
import { overriddenBy } from './overriddenBy.ts';
import { SettingRow } from './SettingRow.tsx';
import { useWholeJob } from '../../../live/useWholeJob.ts';

/** How many audit events are searched for who set an override. */
const EVENTS = 200;

export function JobSettingsTable({ job: summary }: { job: JobSummary }) {
  const { name, overridden } = summary;
  const whole = useWholeJob(summary);
  const { data: job, failure } = useView('the settings', whole);
  const { data: trail } = useQuery({
    ...auditQuery({ job: name, machine: 'false', limit: EVENTS }),
    enabled: overridden.length > 0,
  });
  if (job === undefined) {
    return failure ?? <LoadingRows what="the settings" headHeight={36} rowHeight={37} />;
  }
  const authors = overriddenBy(trail?.events ?? [], overridden);
  return (
    <Stack>
      {failure}
      <Table.ScrollContainer minWidth={0}>
        <Table bg="var(--ground-raised)">
          <Table.Thead>
            <Table.Tr>
              {/* So that nothing moves when it is known who changed what. */}
              <Table.Th w="13%">Setting</Table.Th>
              <Table.Th w="25%">In force</Table.Th>
              <Table.Th w="25%">Declared by {job.service}</Table.Th>
              <Table.Th w="20%">Changed by</Table.Th>
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
                onChange={(value) =>
                  openAction({ action: 'change-settings', jobs: [summary], settings: { [setting]: value } })
                }
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        {job.service} declares its settings with each registration. What is changed here stays on top of them
        until it is dropped.
      </Text>
      <JsonText name={`config-${name}`} label="Config, as the service declares it" value={job.config} />
    </Stack>
  );
}
