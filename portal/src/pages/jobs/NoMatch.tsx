import { Anchor, Button, Group, Paper, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Fragment, useMemo } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import type { Filters } from './model/filterJobs.ts';
import { proposals } from './model/proposals.ts';
import { typeSearch } from './filters/searchText.ts';
import { useClearFilters } from './filters/useClearFilters.ts';

export function NoMatch({
  all,
  filters,
  nowMs,
}: {
  all: readonly JobSummary[];
  filters: Filters;
  nowMs: number;
}) {
  const clear = useClearFilters();
  const navigate = useNavigate({ from: '/jobs' });
  const { words, withoutFilters } = useMemo(() => proposals(all, filters, nowMs), [all, filters, nowMs]);
  const keepSearch = () =>
    void navigate({
      search: ({ tz, q, sort, dir, density }) => ({ tz, q, sort, dir, density }),
      resetScroll: false,
    });
  return (
    <Paper withBorder p="xl" ta="center">
      <Text mb="md">
        {filters.q === undefined ? 'No job matches these filters.' : `No job matches ‘${filters.q}’.`}{' '}
        {words.length > 0 && 'Did you mean '}
        {words.map((word, index) => (
          <Fragment key={word}>
            {index > 0 && (index === words.length - 1 ? ' or ' : ', ')}
            <Anchor component="button" type="button" onClick={() => typeSearch(word)}>
              {word}
            </Anchor>
          </Fragment>
        ))}
        {words.length > 0 && '?'}
        {withoutFilters > 0 &&
          `${formatCountOf(withoutFilters, 'job')} would match without the other filters.`}
      </Text>
      <Group justify="center">
        {withoutFilters > 0 && (
          <Button variant="default" onClick={keepSearch}>
            Keep only the search
          </Button>
        )}
        <Button variant="default" onClick={clear}>
          Clear filters
        </Button>
      </Group>
    </Paper>
  );
}
