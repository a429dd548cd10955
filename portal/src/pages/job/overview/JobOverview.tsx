import { SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { historyQuery } from '../../../api/executions.ts';
import { statsQuery } from '../../../api/stats.ts';
import { lazyView } from '../../../live/parts/lazyView.tsx';
import { Loading } from '../../../shared/ui/Loading.tsx';
import { Stale } from '../../../shared/ui/Stale.tsx';
import { useView } from '../../../live/view/useView.tsx';
import { usePolling } from '../../../live/usePolling.ts';
import { chartDays } from './charts/chartDays.ts';
import { NoRunsYet, OneDay } from './FewRuns.tsx';
import { OverviewFigures } from './OverviewFigures.tsx';

const route = getRouteApi('/jobs/$name/{-$tab}');
const OverviewCharts = lazyView(
  'the charts',
  async () => (await import('./charts/OverviewCharts.tsx')).OverviewCharts,
  <Loading what="the charts">
    <Skeleton height={320} />
  </Loading>,
);

/** How many failed runs the duration chart marks. */
const MAX_FAILURES = 100;
/** Figures of a month may be this old. */
const REFETCH_MS = 30_000;

export function JobOverview({ job }: { job: JobSummary }) {
  const days = Number(route.useSearch({ select: ({ days: chosen }) => chosen ?? '30' }));
  const navigate = route.useNavigate();
  const stats = useQuery({
    ...statsQuery(job.name, days),
    placeholderData: keepPreviousData,
    refetchInterval: usePolling(REFETCH_MS),
  });
  const failures = useQuery({
    ...historyQuery(job.name, { status: ['failed'], from: stats.data?.period.from, limit: MAX_FAILURES }),
    enabled: stats.data !== undefined,
    placeholderData: keepPreviousData,
  });
  const { data, failure } = useView('the statistics', stats, String(days));
  const [firstDay] = data?.buckets ?? [];
  return (
    <Stack>
      <SegmentedControl
        aria-label="Period"
        w="fit-content"
        size="xs"
        value={String(days)}
        data={['7', '30', '90'].map((value) => ({ value, label: `${value} days` }))}
        onChange={(chosen) =>
          void navigate({
            search: (search) => ({ ...search, days: chosen === '7' || chosen === '90' ? chosen : undefined }),
            replace: true,
          })
        }
      />
      {failure}
      {data === undefined ? (
        failure === null && (
          <Loading what="the statistics">
            <Skeleton height={320} />
          </Loading>
        )
      ) : firstDay === undefined ? (
        <Text>
          <NoRunsYet job={job} days={days} />
        </Text>
      ) : (
        <Stale when={stats.isPlaceholderData}>
          <OverviewFigures stats={data} />
          {data.buckets.length === 1 ? (
            <OneDay day={firstDay.day} />
          ) : (
            <OverviewCharts
              days={chartDays(data)}
              failures={failures.data?.executions ?? []}
              onDay={(day) =>
                void navigate({
                  params: { name: job.name, tab: 'history' },
                  search: ({ tz }) => ({ tz, from: `${day}T00:00:00.000Z`, to: dayAfter(day) }),
                })
              }
            />
          )}
        </Stale>
      )}
    </Stack>
  );
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString();
}
