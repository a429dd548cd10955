// One menu shared by all rows, placed at the button that opened it.
import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useDisabledReasons, type Act } from '../../../actions/permissions.ts';
import { openAction, type JobAction } from '../../../actions/openAction.ts';
import { copyText } from '../../../shared/ui/hover/copyText.ts';
import { announce } from '../../../shared/ui/announce.ts';
import type { MenuTarget } from './useRowCommands.ts';

export function RowMenu({ target, onClose }: { target: MenuTarget | null; onClose: () => void }) {
  const navigate = useNavigate();
  // Not `disabled`: a menu with a disabled first item does not take the focus, and a click shows the reason.
  const disabledReason = useDisabledReasons();
  const off = (act: Act) =>
    disabledReason(act) === null ? {} : ({ 'aria-disabled': true, c: 'dimmed' } as const);
  if (target === null) return null;
  const { job, button } = target;
  const { left, top, width, height } = button.getBoundingClientRect();
  const act = (action: JobAction) => () => openAction({ action, jobs: [job] });
  const close = () => {
    onClose();
    button.focus();
  };
  const goTo = (tab: 'history' | 'settings' | undefined, edit?: 'schedule') => () =>
    void navigate({
      to: '/jobs/$name/{-$tab}',
      params: { name: job.name, tab },
      search: ({ tz }) => ({ tz, edit }),
    });
  return (
    <Menu opened onChange={(opened) => !opened && close()} position="bottom-end" returnFocus={false}>
      <Menu.Target>
        {/* Where the menu opens; the button itself is in a row that may be drawn anew. */}
        <span
          role="button"
          aria-hidden
          aria-label={`More for ${job.displayName}`}
          style={{ position: 'fixed', left, top, width, height, pointerEvents: 'none' }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item {...off('trigger')} onClick={act('trigger')}>
          Run now
        </Menu.Item>
        {job.running && (
          <Menu.Item
            {...off('cancel')}
            onClick={() =>
              openAction({ action: 'cancel', jobs: [job], executionId: job.running!.executionId })
            }
          >
            Cancel the run
          </Menu.Item>
        )}
        <Menu.Item
          onClick={act('skip-next')}
          {...off('skip-next')}
          disabled={!job.enabled || job.nextRunAt === null}
        >
          Skip the next run
        </Menu.Item>
        <Menu.Divider role="separator" />
        <Menu.Item onClick={goTo(undefined, 'schedule')}>Edit schedule</Menu.Item>
        <Menu.Item onClick={goTo('settings')}>Settings</Menu.Item>
        <Menu.Item onClick={goTo('history')}>History</Menu.Item>
        {job.overridden.length > 0 && (
          <Menu.Item {...off('return-to-declared')} onClick={act('return-to-declared')}>
            Return to declared
          </Menu.Item>
        )}
        <Menu.Item onClick={() => void copyText(job.name).then(() => announce('Copied job name'))}>
          Copy name
        </Menu.Item>
        <Menu.Divider role="separator" />
        <Menu.Item c="var(--status-failed)" {...off('delete')} onClick={act('delete')}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
