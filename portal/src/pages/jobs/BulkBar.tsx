// The selection, and the actions for all selected jobs.
import { Button, Group, Text } from '@mantine/core';
import { useSelector } from '@tanstack/react-store';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { ActButton } from '../../shared/ui/ActButton.tsx';
import { useCanDisableForGood, useDisabledReasons } from '../../actions/permissions.ts';
import { openAction } from '../../actions/openAction.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { formatCount } from '../../shared/format/formatNumber.ts';
import classes from './BulkBar.module.css';
import { deselect, selection } from './table/selection.ts';

const ACTIONS: readonly { action: 'enable' | 'disable' | 'trigger'; label: string }[] = [
  { action: 'enable', label: 'Enable' },
  { action: 'disable', label: 'Disable' },
  { action: 'trigger', label: 'Run now' },
];

export function BulkBar({ rows }: { rows: readonly JobSummary[] }) {
  const names = useSelector(selection, (state) => state.names);
  const disabledReason = useDisabledReasons();
  const canDisable = useCanDisableForGood();
  if (names.size === 0) return null;
  const shown = rows.filter(({ name }) => names.has(name)).length;
  const open = (action: 'enable' | 'disable' | 'trigger') => {
    const { jobs } = jobsFeed.store.state;
    openAction({ action, jobs: [...names].flatMap((name) => jobs?.get(name) ?? []) });
  };
  return (
    <div ref={measured} role="region" aria-label="Selected jobs" className={classes.bar}>
      <Text size="sm" fw={600}>
        {selectionText(names.size, shown, rows.length)}
      </Text>
      <Group gap="xs">
        {ACTIONS.map(({ action, label }) => (
          <ActButton
            key={action}
            size="compact-sm"
            disabledReason={disabledReason(`bulk-${action}`)}
            onClick={() => open(action)}
          >
            {action === 'disable' && !canDisable ? 'Pause' : label}
          </ActButton>
        ))}
        <Button size="compact-sm" variant="subtle" onClick={() => deselect()}>
          Clear
        </Button>
      </Group>
    </div>
  );
}

/** Publishes the bar's height, so that toasts stay above its buttons (tokens.css). */
function measured(bar: HTMLDivElement) {
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty('--bulk-bar-height', `${bar.offsetHeight}px`));
  observer.observe(bar);
  return () => {
    observer.disconnect();
    style.removeProperty('--bulk-bar-height');
  };
}

function selectionText(selected: number, shown: number, matching: number): string {
  if (shown === matching && selected === shown) return `All ${formatCount(selected)} matching jobs selected`;
  const hidden = selected - shown;
  return `${formatCount(selected)} selected${hidden > 0 ? `, ${formatCount(hidden)} hidden by the filter` : ''}`;
}
