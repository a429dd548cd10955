import { ActionIcon, Group, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CalendarClock, EllipsisVertical, Pause, Play, Power } from 'lucide-react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { ActButton } from '../../../shared/ui/ActButton.tsx';
import { actOfEnabling, useDisabledReasons } from '../../../actions/permissions.ts';
import { openAction, type JobAction } from '../../../actions/openAction.ts';
import { sessionQuery } from '../../../api/session.ts';
import { copyText } from '../../../shared/ui/hover/copyText.ts';
import { announce } from '../../../shared/ui/announce.ts';
import { clock } from '../../../shared/format/clock.ts';
import { isPausedAt } from '../../jobs/model/jobState.ts';
import { triggerCommand } from './triggerCommand.ts';

export function JobActions({ job }: { job: JobSummary }) {
  const { data: me } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const disabledReason = useDisabledReasons();
  const canDisable = disabledReason('disable-for-good') === null;
  const isOff = !job.enabled || isPausedAt(job, clock.now());
  const ask = (action: JobAction) => () => openAction({ action, jobs: [job] });
  const scheduleUrl =
    me?.temporalUiUrl == null || job.cronExpression === null
      ? null
      : `${me.temporalUiUrl}/namespaces/${encodeURIComponent(me.temporalNamespace)}/schedules/${encodeURIComponent(`job:${job.name}`)}`;
  return (
    <Group gap="xs">
      <ActButton
        variant="filled"
        leftSection={<Play size={14} />}
        disabledReason={disabledReason('trigger')}
        onClick={ask('trigger')}
      >
        Run now
      </ActButton>
      <ActButton
        leftSection={isOff ? <Power size={14} /> : <Pause size={14} />}
        disabledReason={disabledReason(isOff ? actOfEnabling(job) : 'disable')}
        onClick={ask(isOff ? 'enable' : 'disable')}
      >
        {canDisable ? (isOff ? 'Enable' : 'Disable') : isOff ? 'Resume' : 'Pause'}
      </ActButton>
      <ActButton
        leftSection={<CalendarClock size={14} />}
        disabledReason={disabledReason('change-settings')}
        onClick={() => void navigate({ to: '.', search: (search) => ({ ...search, edit: 'schedule' }) })}
      >
        Edit schedule
      </ActButton>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More actions">
            <EllipsisVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {/* First what is never off: a menu whose first item is does not take the focus. */}
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
          <Menu.Divider role="separator" />
          <Menu.Item
            disabled={disabledReason('skip-next') !== null || job.nextRunAt === null}
            onClick={ask('skip-next')}
          >
            Skip the next run
          </Menu.Item>
          <Menu.Item
            disabled={disabledReason('return-to-declared') !== null || job.overridden.length === 0}
            onClick={ask('return-to-declared')}
          >
            Return to declared
          </Menu.Item>
          <Menu.Item color="red" disabled={disabledReason('delete') !== null} onClick={ask('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
