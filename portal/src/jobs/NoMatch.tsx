import { Anchor, Button, Paper, Text } from '@mantine/core';
import { closest, distance } from 'fastest-levenshtein';
import { useMemo } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import type { Filters } from './filterJobs.ts';
import { typeSearch } from './searchText.ts';
import { useClearFilters } from './useClearFilters.ts';

const MAX_TYPOS = 2;

export function NoMatch({ all, filters }: { all: readonly JobSummary[]; filters: Filters }) {
  const clear = useClearFilters();
  const suggested = useMemo(() => suggest(filters.q, all), [filters.q, all]);
  return (
    <Paper withBorder p="xl" ta="center">
      <Text mb="md">
        {filters.q === undefined ? 'No job matches these filters.' : `No job matches ‘${filters.q}’.`}{' '}
        {suggested !== undefined && (
          <>
            Did you mean{' '}
            <Anchor component="button" type="button" onClick={() => typeSearch(suggested)}>
              {suggested}
            </Anchor>
            ?
          </>
        )}
      </Text>
      <Button variant="default" onClick={clear}>
        Clear filters
      </Button>
    </Paper>
  );
}

/** The word of a job that is a typo or two away. */
function suggest(q: string | undefined, all: readonly JobSummary[]): string | undefined {
  const sought = q?.trim().toLowerCase();
  if (!sought) return undefined;
  const words = new Set(
    all.flatMap(({ name, displayName, service }) =>
      [name, service, ...name.split(/[-._]/), ...displayName.split(/\s+/)].map((word) => word.toLowerCase()),
    ),
  );
  const near = closest(sought, [...words]);
  return distance(near, sought) <= MAX_TYPOS ? near : undefined;
}
