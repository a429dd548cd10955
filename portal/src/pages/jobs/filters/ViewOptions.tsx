// Display options: sorting, density, columns. Memoised, because the page renders on every key.
import { ActionIcon, Button, Menu, Switch, Tooltip } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { ArrowDownUp, Rows2, Rows4, Settings2 } from 'lucide-react';
import { memo } from 'react';
import { preferences, setPreference } from '../../../shared/hooks/preferences.ts';
import { COLUMNS } from '../model/columns.ts';

const route = getRouteApi('/jobs');

export const ViewOptions = memo(function ViewOptions() {
  const density = route.useSearch({ select: (search) => search.density });
  const sort = route.useSearch({ select: (search) => search.sort });
  const navigate = useNavigate({ from: '/jobs' });
  const hidden = useSelector(preferences, (all) => all.hiddenColumns);
  const Density = density === 'compact' ? Rows2 : Rows4;
  return (
    <>
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
    </>
  );
});
