import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CalendarClock, EllipsisVertical, Pause, Play, Power } from 'lucide-react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { openAction, type JobAction } from '../actions/openAction.ts';
import { meQuery } from '../api/me.ts';
import { copyText } from '../hover/copyText.ts';
import { announce } from '../frame/announce.ts';
import { clock } from '../time/clock.ts';
import { isPausedAt } from '../jobs/jobState.ts';
import { triggerCommand } from './triggerCommand.ts';

export function JobActions({ job }: { job: JobSummary }) {
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const mayChange = me?.role !== 'viewer';
  const isOff = !job.enabled || isPausedAt(job, clock.now());
  const ask = (action: JobAction) => () => openAction({ action, jobs: [job] });
  const scheduleUrl =
    me?.temporalUiUrl == null || job.cronExpression === null
      ? null
      : `${me.temporalUiUrl}/namespaces/${encodeURIComponent(me.temporalNamespace)}/schedules/${encodeURIComponent(`job:${job.name}`)}`;
  return (
    <Tooltip label="Needs the role admin" disabled={mayChange}>
      <Group gap="xs">
        <Button size="xs" leftSection={<Play size={14} />} disabled={!mayChange} onClick={ask('trigger')}>
          Run now
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={isOff ? <Power size={14} /> : <Pause size={14} />}
          disabled={!mayChange}
          onClick={ask(isOff ? 'enable' : 'disable')}
        >
          {isOff ? 'Enable' : 'Disable'}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<CalendarClock size={14} />}
          disabled={!mayChange}
          onClick={() => void navigate({ to: '.', search: (search) => ({ ...search, edit: 'schedule' }) })}
        >
          Edit schedule
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label="More actions">
              <EllipsisVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item disabled={!mayChange || job.nextRunAt === null} onClick={ask('skip-next')}>
              Skip the next run
            </Menu.Item>
            <Menu.Item
              disabled={!mayChange || job.overridden.length === 0}
              onClick={ask('return-to-declared')}
            >
              Return to declared
            </Menu.Item>
            <Menu.Item
              onClick={() =>
                void copyText(triggerCommand(me?.publicUrl ?? '', job.name)).then(() =>
                  announce('Copied the command'),
                )
              }
            >
              Copy as curl
            </Menu.Item>
            {scheduleUrl !== null && (
              <Menu.Item component="a" href={scheduleUrl} target="_blank" rel="noreferrer">
                Open the Schedule in Temporal
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item color="red" disabled={!mayChange} onClick={ask('delete')}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Tooltip>
  );
}
