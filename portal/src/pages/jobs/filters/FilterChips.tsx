import { Anchor } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { Filters } from '../model/filterJobs.ts';
import classes from './FilterChips.module.css';
import { FILTER_LABELS, filterLabel } from './filterLabels.ts';
import { jobsParams } from '../jobsParams.ts';
import { typeSearch } from './searchText.ts';
import { useClearFilters } from './useClearFilters.ts';

/** One removable chip per active filter. */
export function FilterChips({ filters }: { filters: Filters }) {
  const navigate = useNavigate({ from: '/jobs' });
  const clearAll = useClearFilters();
  const chips = (['q', 'service', 'type', 'status', 'outcome'] as const).flatMap((filter) =>
    [filters[filter] ?? []].flat().map((value) => ({ filter, value })),
  );
  if (chips.length === 0 && filters.overridden === undefined) return null;

  const remove = (filter: keyof Filters, value: string) => {
    if (filter === 'q') typeSearch('');
    void navigate({
      search: (search) =>
        jobsParams({ ...search, [filter]: [search[filter] ?? []].flat().filter((one) => one !== value) }),
      resetScroll: false,
    });
  };
  return (
    <>
      {chips.map(({ filter, value }) => (
        <button
          key={`${filter} ${value}`}
          type="button"
          className={classes.chip}
          aria-label={`Remove the filter ${FILTER_LABELS[filter]}: ${filterLabel(value)}`}
          onClick={() => remove(filter, value)}
        >
          {filter === 'q' ? `“${value}”` : filterLabel(value)} <X size={12} aria-hidden />
        </button>
      ))}
      <Anchor component="button" type="button" size="sm" onClick={clearAll}>
        Clear all
      </Anchor>
    </>
  );
}
