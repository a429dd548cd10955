// The filters and the number of matches. The search box is in the top bar ("/" focuses it).
import { Chip } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { memo, use } from 'react';
import { formatCount, formatCountOf } from '../../../shared/format/formatNumber.ts';
import { FoldedFilters } from '../../../shared/ui/filters/FoldedFilters.tsx';
import { FilterChips } from './FilterChips.tsx';
import type { Filters } from '../model/filterJobs.ts';
import { FilterMenu } from './FilterMenu.tsx';
import classes from './FilterRow.module.css';
import { JobsViewContext } from '../JobsViewContext.ts';
import { ViewOptions } from './ViewOptions.tsx';

const route = getRouteApi('/jobs');
const MENUS = ['service', 'type', 'status', 'outcome'] as const;

export const FilterRow = memo(function FilterRow({ filters }: { filters: Filters }) {
  const overridden = route.useSearch({ select: (search) => search.overridden });
  const navigate = useNavigate({ from: '/jobs' });

  return (
    <div className={classes.row}>
      <FoldedFilters inForce={countFilters(filters)}>
        {MENUS.map((filter) => (
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
      </FoldedFilters>
      <FilterChips filters={filters} />
      <MatchCount />
      <ViewOptions />
    </div>
  );
});

/** Each value that is chosen; the search has a box of its own. */
function countFilters(filters: Filters): number {
  const chosen = MENUS.reduce((sum, menu) => sum + (filters[menu]?.length ?? 0), 0);
  return filters.overridden === undefined ? chosen : chosen + 1;
}

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
