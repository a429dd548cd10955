// The filters and what they leave. Search is in the top bar, where "/" leads from everywhere.
import { ActionIcon, Button, Chip, Menu, Switch, Tooltip } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { ArrowDownUp, Rows2, Rows4, Settings2 } from 'lucide-react';
import { formatCount, formatCountOf } from '../numbers/formatNumber.ts';
import { preferences, setPreference } from '../preferences/preferences.ts';
import { COLUMNS } from './columns.ts';
import { FilterChips } from './FilterChips.tsx';
import { FilterMenu } from './FilterMenu.tsx';
import classes from './FilterRow.module.css';
import type { JobsView } from './useJobsView.ts';

const route = getRouteApi('/jobs');

export function FilterRow({ view }: { view: JobsView }) {
  const { density, sort, overridden } = route.useSearch();
  const navigate = useNavigate({ from: '/jobs' });
  const hidden = useSelector(preferences, (all) => all.hiddenColumns);
  const { all = [], rows } = view;
  const Density = density === 'compact' ? Rows2 : Rows4;

  return (
    <div className={classes.row}>
      {(['service', 'type', 'status', 'outcome'] as const).map((filter) => (
        <FilterMenu key={filter} filter={filter} view={view} />
      ))}
      <Chip
        size="xs"
        variant="outline"
        checked={overridden === 'yes'}
        onChange={(checked) =>
          void navigate({
            search: (search) => ({ ...search, overridden: checked ? 'yes' : undefined }),
            resetScroll: false,
          })
        }
      >
        Edited here
      </Chip>
      <FilterChips filters={view.filters} />
      <span className={classes.count}>
        {rows.length === all.length
          ? formatCountOf(all.length, 'job')
          : `${formatCount(rows.length)} of ${formatCountOf(all.length, 'job')}`}
      </span>
      {sort !== undefined && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<ArrowDownUp size={14} aria-hidden />}
          onClick={() =>
            void navigate({
              search: (search) => ({ ...search, sort: undefined, dir: undefined }),
              resetScroll: false,
            })
          }
        >
          Needs attention first
        </Button>
      )}
      <Tooltip label={density === 'compact' ? 'Comfortable rows' : 'Compact rows'}>
        <ActionIcon
          variant="default"
          aria-label={density === 'compact' ? 'Comfortable rows' : 'Compact rows'}
          onClick={() =>
            void navigate({
              search: (search) => ({ ...search, density: density === 'compact' ? undefined : 'compact' }),
              replace: true,
              resetScroll: false,
            })
          }
        >
          <Density size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Menu closeOnItemClick={false} position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label="Columns">
            <Settings2 size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Columns</Menu.Label>
          {COLUMNS.filter(({ fixed }) => !fixed).map(({ id, label }) => {
            const isShown = !hidden.includes(id);
            return (
              <Menu.Item
                key={id}
                role="menuitemcheckbox"
                aria-checked={isShown}
                onClick={() =>
                  setPreference(
                    'hiddenColumns',
                    isShown ? [...hidden, id] : hidden.filter((one) => one !== id),
                  )
                }
                rightSection={<Switch checked={isShown} readOnly tabIndex={-1} aria-hidden size="xs" />}
              >
                {label}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
