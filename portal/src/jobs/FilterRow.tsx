// The filters and what they leave. Search is in the top bar, where "/" leads from everywhere.
import { Chip } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { memo, use } from 'react';
import { formatCount, formatCountOf } from '../numbers/formatNumber.ts';
import { FilterChips } from './FilterChips.tsx';
import type { Filters } from './filterJobs.ts';
import { FilterMenu } from './FilterMenu.tsx';
import classes from './FilterRow.module.css';
import { JobsViewContext } from './JobsViewContext.ts';
import { ViewOptions } from './ViewOptions.tsx';

const route = getRouteApi('/jobs');

export const FilterRow = memo(function FilterRow({ filters }: { filters: Filters }) {
  const overridden = route.useSearch({ select: (search) => search.overridden });
  const navigate = useNavigate({ from: '/jobs' });

  return (
    <div className={classes.row}>
      {(['service', 'type', 'status', 'outcome'] as const).map((filter) => (
        <FilterMenu key={filter} filter={filter} />
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
      <FilterChips filters={filters} />
      <MatchCount />
      <ViewOptions />
    </div>
  );
});

function MatchCount() {
  const { all, rows } = use(JobsViewContext);
  return (
    <span className={classes.count}>
      {rows.length === all.length
        ? formatCountOf(all.length, 'job')
        : `${formatCount(rows.length)} of ${formatCountOf(all.length, 'job')}`}
    </span>
  );
}
