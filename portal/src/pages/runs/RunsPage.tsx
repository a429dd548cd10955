// All runs: running and queued ones on top, finished ones below.
import { Stack, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { runsQuery } from '../../api/executions.ts';
import { Stale } from '../../shared/ui/Stale.tsx';
import { useView } from '../../live/view/useView.tsx';
import { useJobsPending } from '../../live/jobs.ts';
import { usePolling } from '../../live/usePolling.ts';
import { LIVE_RUN_MS, PAST_RUNS_MS } from '../../live/intervals.ts';
import { LiveRuns } from './LiveRuns.tsx';
import { PastRuns } from './PastRuns.tsx';
import { RunFilters } from '../../runs/list/RunFilters.tsx';
import { RUN_STATUSES, type RunsParams } from '../../runs/list/runsParams.ts';
import { useJobsByName } from '../../live/useJobsByName.ts';

const route = getRouteApi('/runs');

const LIVE = ['running', 'queued'] as const;
const PAST = RUN_STATUSES.filter((status) => status !== 'running' && status !== 'queued');
/** Limit for live runs; the count says when there are more. */
const MAX_LIVE = 200;

export function RunsPage() {
  const { before, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const summaries = useJobsByName();
  const asked = { service: filters.service, job: filters.job, origin: filters.origin };
  const liveStatuses = statusesOf(filters, LIVE);
  const pastStatuses = statusesOf(filters, PAST);
  const liveInterval = usePolling(LIVE_RUN_MS);
  const pastInterval = usePolling(PAST_RUNS_MS);
  const live = useQuery({
    ...runsQuery({ ...asked, status: liveStatuses, limit: MAX_LIVE }),
    refetchInterval: liveInterval,
    placeholderData: keepPreviousData,
    enabled: before === undefined && liveStatuses.length > 0 && filters.to === undefined,
  });
  const past = useQuery({
    ...runsQuery({ ...asked, from: filters.from, to: filters.to, status: pastStatuses, before }),
    refetchInterval: before === undefined && pastInterval,
    placeholderData: keepPreviousData,
    enabled: pastStatuses.length > 0,
  });
  const question = JSON.stringify([filters, before]);
  const { data: liveRuns, failure: liveFailure } = useView('the running runs', live, question);
  const { data: pastRuns, failure: pastFailure } = useView('the finished runs', past, question);
  const jobsPending = useJobsPending();
  const livePage = jobsPending ? undefined : liveRuns;
  // Finished runs wait for the live ones above, or they would jump.
  const liveKnown = !live.isEnabled || livePage !== undefined || liveFailure !== null;
  // One message is enough.
  const isAllLost =
    past.isEnabled &&
    [liveRuns, pastRuns].every((runs) => runs === undefined) &&
    pastFailure !== null &&
    liveFailure !== null;
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Runs
      </Title>
      <RunFilters
        filters={filters}
        services={[...new Set(summaries.all.map(({ service }) => service))]}
        jobs={summaries.all.map(({ name }) => name)}
        onChange={(changed) => void navigate({ search: ({ tz, run }) => ({ tz, run, ...changed }) })}
      />
      {live.isEnabled && !isAllLost && (
        <Stale when={live.isPlaceholderData}>
          <LiveRuns
            runs={livePage?.executions}
            hasMore={livePage?.nextCursor != null}
            failure={liveFailure}
            isFiltered={isFiltered}
            summaries={summaries}
          />
        </Stale>
      )}
      {past.isEnabled && liveKnown && (
        <PastRuns
          page={jobsPending ? undefined : pastRuns}
          isOfBefore={past.isPlaceholderData}
          failure={pastFailure}
          view={question}
          isFiltered={isFiltered}
          summaries={summaries}
          cursor={before}
          onCursor={(cursor) => void navigate({ search: (search) => ({ ...search, before: cursor }) })}
        />
      )}
    </Stack>
  );
}

/** The runs of one section that match the filter. */
function statusesOf<S extends (typeof RUN_STATUSES)[number]>(
  { status }: RunsParams,
  section: readonly S[],
): S[] {
  return section.filter((one) => status === undefined || status.includes(one));
}
